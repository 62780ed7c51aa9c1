package dev.assay.ui;

import com.fasterxml.uuid.Generators;
import dev.assay.TestApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A sweep that has ended, with trials as a server leaves them; written straight into its tables.
 */
public final class RecordedSweep {
  private static final String SPEC =
      """
      {"name": "%s", "experiment": "%s", "recipe": "pretrain",
       "space": {"optimizer.lr": {"type": "loguniform", "low": 0.0001, "high": 0.1},
                 "model.width": {"type": "choice", "values": [64, 128, 256]},
                 "optimizer.name": {"type": "choice", "values": ["adamw", "sgd"]},
                 "optimizer.momentum": {"type": "uniform", "low": 0, "high": 1, "when": "optimizer.name == \\"sgd\\""}},
       "sampler": "sobol",
       "pruner": {"type": "asha", "minSteps": 100, "maxSteps": 900, "reduction": 3},
       %s, "budget": {"trials": %d, "time": "10h"}, "parallel": 2, "seed": 7}""";
  private static final String ONE = "\"objective\": {\"metric\": \"val/loss\"}";
  private static final String TWO =
      "\"objectives\": [{\"metric\": \"val/loss\"}, {\"metric\": \"seconds\"}]";

  private final UUID id = Generators.timeBasedEpochGenerator().generate();

  /**
   * @param objectives one or two
   */
  public static RecordedSweep of(
      TestApi api, JdbcTemplate database, String name, int trials, int objectives) {
    RecordedSweep sweep = new RecordedSweep();
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < Math.max(1, trials); i++) {
      int of = i;
      RecordedRun run =
          RecordedRun.start(api, "sweeps", "%s-%d".formatted(name, i), params(i))
              .log("val/loss", 100, 300, 200, step -> step < 300 ? loss(of) + 0.5 : loss(of))
              .finish();
      runs.add(run.id());
    }
    sweep.insert(database, name, trials, objectives, runs);
    return sweep;
  }

  public String id() {
    return id.toString();
  }

  public String path() {
    return "sweeps/" + id;
  }

  private static String configuration(int i) {
    boolean sgd = i % 4 == 3;
    return String.format(
        Locale.ROOT,
        "{\"optimizer.lr\": %s, \"model.width\": %d, \"optimizer.name\": \"%s\"%s}",
        1e-4 * Math.pow(1000, (i * 0.618) % 1),
        64 << i % 3,
        sgd ? "sgd" : "adamw",
        sgd ? ", \"optimizer.momentum\": 0.9" : "");
  }

  /** As a run records it. */
  private static String params(int i) {
    return String.format(
        Locale.ROOT,
        "{\"optimizer\": {\"lr\": %s, \"name\": \"%s\"}, \"model\": {\"width\": %d}}",
        1e-4 * Math.pow(1000, (i * 0.618) % 1),
        i % 4 == 3 ? "sgd" : "adamw",
        64 << i % 3);
  }

  /** Nearer to 0.004 is better. */
  private static double loss(int i) {
    double lr = 1e-4 * Math.pow(1000, (i * 0.618) % 1);
    return 2.4 + 0.35 * Math.pow(Math.log(lr / 0.004), 2) / 4 + (i % 3) * 0.04;
  }

  private static String status(int i) {
    return i % 11 == 10 ? "FAILED" : i % 3 == 2 ? "PRUNED" : "FINISHED";
  }

  private void insert(
      JdbcTemplate database, String name, int trials, int objectives, List<String> runs) {
    String spec = SPEC.formatted(name, "sweeps", objectives == 1 ? ONE : TWO, Math.max(1, trials));
    database.update(
        """
        insert into sweep (id, experiment_id, name, spec, warm, status, reason, resumed_at, created_by, created_at, ended_at)
        select ?, e.id, ?, ?::json, '[]', 'FINISHED', 'the budget of %d trials is spent', now(), u.id,
               now() - interval '3 hours', now()
        from experiment e, app_user u where e.name = 'sweeps' and u.name = 'admin'"""
            .formatted(Math.max(1, trials)),
        id,
        name,
        spec);
    for (int i = 0; i < trials; i++) {
      String status = status(i);
      double loss = loss(i);
      String values =
          status.equals("FAILED")
              ? "{NaN}"
              : objectives == 1
                  ? "{%s}".formatted(loss)
                  : "{%s,%s}".formatted(loss, 60 + i % 7 * 9);
      String ended =
          switch (status) {
            case "PRUNED" ->
                String.format(
                    Locale.ROOT,
                    "pruned at rung 1: %.2f is worse than the 33.3 %% quantile 2.41",
                    loss);
            case "FAILED" -> "the agent was lost 3 times (last: <b>gpu-1</b>)";
            default -> "all its runs have finished";
          };
      database.update(
          """
          insert into sweep_trial (sweep_id, number, configuration, status, suggested, outside, objectives, ended,
                                   steps, reported, seconds, settled, created_at, ended_at)
          values (?, ?, ?::json, ?, ?, false, ?::double precision[], ?, ?::bigint[], ?::double precision[], 60, true,
                  now() - interval '2 hours', now() - interval '1 hour')""",
          id,
          i,
          configuration(i),
          status,
          i < 10
              ? "start-up trial %d of 10".formatted(i + 1)
              : "expected to be among the best quarter",
          values,
          ended,
          status.equals("FINISHED") ? "{100,300}" : "{100}",
          status.equals("FINISHED")
              ? "{%s,%s}".formatted(loss + 0.5, loss)
              : "{%s}".formatted(loss));
      database.update(
          "insert into sweep_run (run_id, sweep_id, trial, repeat) values (?::uuid, ?, ?, 0)",
          runs.get(i),
          id,
          i);
      decide(database, i, "SUGGESTED", "sobol: point %d".formatted(i));
      decide(database, i, status.equals("PRUNED") ? "PRUNED" : "TRIAL_ENDED", ended);
    }
  }

  private void decide(JdbcTemplate database, int trial, String kind, String reason) {
    database.update(
        "insert into sweep_decision (sweep_id, trial, kind, reason, at) values (?, ?, ?, ?, now())",
        id,
        trial,
        kind,
        reason);
  }
}
