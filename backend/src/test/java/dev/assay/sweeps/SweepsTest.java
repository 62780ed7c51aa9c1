package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.search.Configuration;
import dev.assay.sweeps.SmallAgent.Work;
import dev.assay.team.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.node.JsonNodeFactory;

@ServerTest
class SweepsTest {
  private static final PageRequest ALL = PageRequest.first(PageRequest.MAX_LIMIT);
  private static final String SPACE =
      """
      space:
        x: {type: uniform, low: -5, high: 10}
        y: {type: uniform, low: 0, high: 15}
      """;

  @Autowired TestApi api;
  @Autowired Sweeps sweeps;
  @Autowired SweepLoop loop;
  @Autowired DSLContext db;
  @Autowired ApplicationContext context;

  private SmallAgent agent;
  private UserId user;

  @BeforeEach
  void an_empty_queue_and_an_agent() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    db.execute("update sweep set status = 'STOPPED', ended_at = now() where ended_at is null");
    agent = new SmallAgent(api);
    user =
        new UserId((UUID) Objects.requireNonNull(db.fetchValue("select id from app_user limit 1")));
  }

  private Sweep start(String more) {
    return start(SPACE, more);
  }

  private Sweep start(String space, String more) {
    String yaml =
        """
        name: branin
        experiment: sweeps
        recipe: branin
        objective: {metric: loss}
        """;
    return sweeps.create(sweeps.parse(yaml + space + more), user);
  }

  /** Does jobs until none is left. */
  private void work(SweepId id, Consumer<Work> how) {
    for (var work = agent.take(); work.isPresent(); work = agent.take()) {
      how.accept(work.get());
      loop.advance(id);
    }
  }

  private void branin(Work work) {
    agent.log(work, "loss", 1, Branin.at(work.number("x"), work.number("y")));
    agent.finish(work);
  }

  private List<Trial> trials(Sweep sweep) {
    return sweeps.trials(sweep.id(), ALL).items();
  }

  private List<Configuration> configurations(Sweep sweep) {
    return trials(sweep).stream().map(Trial::configuration).toList();
  }

  private List<String> reasons(Sweep sweep, Decision.Kind kind) {
    return sweeps.decisions(sweep.id(), null, ALL).items().reversed().stream()
        .filter(d -> d.kind() == kind)
        .map(Decision::reason)
        .toList();
  }

  @Test
  void a_random_sweep_runs_to_the_end_of_its_budget() {
    Sweep sweep = start("sampler: random\nparallel: 3\nseed: 7\nbudget: {trials: 8}\n");
    assertThat(sweep.running()).isEqualTo(3);
    work(sweep.id(), this::branin);

    Sweep ended = sweeps.get(sweep.id());
    assertThat(ended.status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(ended.reason()).isEqualTo("the budget of 8 trials is spent");
    assertThat(ended.spent().trials()).isEqualTo(8);
    assertThat(ended.spent().time()).isPositive();
    List<Trial> trials = trials(sweep);
    assertThat(trials).hasSize(8).allMatch(t -> t.status() == TrialStatus.FINISHED);
    for (Trial trial : trials) {
      Map<String, tools.jackson.databind.JsonNode> values = trial.configuration().values();
      assertThat(trial.values()).containsExactly(Branin.at(value(values, "x"), value(values, "y")));
      assertThat(sweeps.of(trial.runs().getFirst())).contains(trial);
    }
    double best = trials.stream().mapToDouble(t -> t.values().getFirst()).min().orElseThrow();
    assertThat(Objects.requireNonNull(ended.best()).values()).containsExactly(best);
    assertThat(sweeps.front(sweep.id())).containsExactly(ended.best());
    assertThat(reasons(sweep, Decision.Kind.SUGGESTED)).hasSize(8);
    assertThat(reasons(sweep, Decision.Kind.ENDED)).containsExactly(ended.reason());
  }

  @Test
  void a_grid_ends_when_all_its_points_were_tried() {
    Sweep sweep =
        start(
            """
            space:
              x: {type: choice, values: [0, 1, 2]}
              y: {type: int, low: 1, high: 2}
            """,
            "sampler: grid\nparallel: 2\n");
    work(sweep.id(), this::branin);
    assertThat(sweeps.get(sweep.id()).status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(configurations(sweep)).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void a_trial_that_is_not_worth_it_is_pruned_with_its_reason() {
    Sweep sweep =
        start(
            "sampler: random\nparallel: 4\nbudget: {trials: 4}\n"
                + "pruner: {type: asha, minSteps: 1, maxSteps: 100, reduction: 2}\n");
    List<Work> works = IntStream.range(0, 4).mapToObj(_ -> agent.take().orElseThrow()).toList();
    for (int i = 0; i < 4; i++) {
      agent.log(works.get(i), "loss", 1, i + 1.0);
      loop.advance(sweep.id());
    }
    List<Trial> pruned =
        trials(sweep).stream().filter(t -> t.status() == TrialStatus.PRUNED).toList();
    assertThat(pruned).isNotEmpty();
    assertThat(pruned.getLast().ended()).contains("pruned at rung 0").contains("quantile");
    assertThat(reasons(sweep, Decision.Kind.PRUNED)).contains(pruned.getLast().ended());
    assertThat(reasons(sweep, Decision.Kind.WENT_ON)).isNotEmpty();
    String run = pruned.getLast().runs().getFirst().toString();
    Work stopped = works.stream().filter(w -> w.run().equals(run)).findFirst().orElseThrow();
    assertThat(agent.isToStop(stopped)).isTrue();
    assertThat(sweeps.curves(sweep.id())).hasSize(4);
    assertThat(sweeps.get(sweep.id()).pruned()).isEqualTo(pruned.size());
  }

  @Test
  void a_trial_s_value_is_the_mean_of_its_repeats_which_differ_by_a_seed() {
    Sweep sweep =
        start("sampler: random\nbudget: {trials: 1}\nrepeats: 3\nseedParam: seed\nseed: 40\n");
    List<Double> seeds = new ArrayList<>();
    work(
        sweep.id(),
        w -> {
          seeds.add(w.number("seed"));
          agent.log(w, "loss", 1, w.number("seed"));
          agent.finish(w);
        });
    assertThat(seeds).containsExactlyInAnyOrder(40.0, 41.0, 42.0);
    Trial trial = trials(sweep).getFirst();
    assertThat(trial.values()).containsExactly(41.0);
    assertThat(trial.ended()).isEqualTo("loss is 41.00, the mean of 3 repeats from 40.00 to 42.00");
    assertThat(trial.runs()).hasSize(3);
  }

  @Test
  void an_objective_that_only_some_repeats_have_logged_fails_the_trial() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 1}\nrepeats: 2\nseedParam: seed\n");
    work(
        sweep.id(),
        w -> {
          if (w.number("seed") > 0) {
            agent.log(w, "loss", 1, 1);
          }
          agent.finish(w);
        });
    Trial trial = trials(sweep).getFirst();
    assertThat(trial.status()).isEqualTo(TrialStatus.FAILED);
    assertThat(trial.ended()).isEqualTo("loss was logged by 1 of 2 repeats only");
  }

  @Test
  void an_objective_that_is_no_number_counts_as_bad_and_one_never_logged_fails() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 2}\n");
    work(
        sweep.id(),
        w -> {
          if (trials(sweep).size() == 1) {
            agent.log(w, "loss", 1, Double.NaN);
          }
          agent.finish(w);
        });
    assertThat(trials(sweep).get(0).status()).isEqualTo(TrialStatus.FINISHED);
    assertThat(trials(sweep).get(0).values()).containsExactly(Double.NaN);
    assertThat(trials(sweep).get(0).ended()).isEqualTo("loss is NaN, which counts as bad");
    assertThat(trials(sweep).get(1).status()).isEqualTo(TrialStatus.FAILED);
    assertThat(trials(sweep).get(1).ended()).isEqualTo("loss was never logged");
    assertThat(sweeps.get(sweep.id()).best()).isNull();
  }

  @Test
  void several_objectives_have_a_front() {
    String yaml =
        """
        name: two
        experiment: sweeps
        recipe: branin
        sampler: random
        budget: {trials: 6}
        objectives:
          - {metric: loss}
          - {metric: speed, of: max, direction: maximize}
        """;
    Sweep sweep = sweeps.create(sweeps.parse(yaml + SPACE), user);
    double[][] values = {{1, 1}, {2, 2}, {3, 1}, {0.5, 0.5}, {2, 2}, {Double.NaN, 9}};
    work(
        sweep.id(),
        w -> {
          double[] of = values[trials(sweep).size() - 1];
          agent.log(w, "loss", 1, of[0]);
          agent.log(w, "speed", 1, of[1], 0);
          agent.finish(w);
        });
    assertThat(sweeps.front(sweep.id())).extracting(Trial::number).containsExactly(0, 1, 3, 4);
  }

  @Test
  void failures_in_a_row_pause_the_sweep() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 20}\n");
    work(sweep.id(), w -> agent.fail(w, "no corpus"));
    Sweep paused = sweeps.get(sweep.id());
    assertThat(paused.status()).isEqualTo(SweepStatus.PAUSED);
    assertThat(paused.failed()).isEqualTo(5);
    assertThat(paused.reason())
        .startsWith("5 trials in a row failed; the last:")
        .contains("no corpus");
    assertThat(reasons(sweep, Decision.Kind.PAUSED)).containsExactly(paused.reason());

    assertThat(sweeps.resume(sweep.id(), user).running()).isEqualTo(1);
    work(sweep.id(), this::branin);
    assertThat(sweeps.get(sweep.id()).status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(trials(sweep)).hasSize(20);
  }

  @Test
  void a_budget_of_operations_is_kept_but_for_what_runs() {
    Sweep sweep = start("sampler: random\nparallel: 2\nbudget: {flops: 100}\n");
    work(
        sweep.id(),
        w -> {
          agent.log(w, "flops", 1, 20, 40);
          branin(w);
        });
    Sweep ended = sweeps.get(sweep.id());
    assertThat(ended.status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(ended.reason()).startsWith("the budget of 100 FLOPs is spent");
    assertThat(ended.spent().flops()).isBetween(100.0, 160.0);
  }

  @Test
  void a_budget_of_time_is_kept() {
    Sweep sweep = start("sampler: random\nbudget: {time: 1h}\n");
    work(
        sweep.id(),
        w -> {
          db.execute(
              "update run set started_at = now() - interval '25 minutes' where id = ?",
              UUID.fromString(w.run()));
          branin(w);
        });
    assertThat(trials(sweep)).hasSize(3);
    assertThat(sweeps.get(sweep.id()).spent().time())
        .isBetween(Duration.ofMinutes(75), Duration.ofMinutes(77));
  }

  @Test
  void patience_ends_a_sweep_that_no_longer_improves_and_an_extension_renews_it() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 50}\npatience: 3\n");
    work(
        sweep.id(),
        w -> {
          agent.log(w, "loss", 1, trials(sweep).size());
          agent.finish(w);
        });
    Sweep ended = sweeps.get(sweep.id());
    assertThat(ended.reason()).startsWith("3 of 4 trials since the last improvement to 1");
    assertThat(trials(sweep)).hasSize(4);

    sweeps.extend(sweep.id(), new Budget(60, null, null), user);
    work(sweep.id(), this::branin);
    assertThat(trials(sweep)).hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void a_warm_start_tells_the_sampler_of_earlier_runs_of_the_space() {
    Sweep before = start("sampler: random\nbudget: {trials: 3}\n");
    work(before.id(), this::branin);
    List<RunId> runs = trials(before).stream().flatMap(t -> t.runs().stream()).toList();
    Sweep sweep =
        start(
            "sampler: random\nbudget: {trials: 1}\nwarmStart: {experiment: sweeps, filter: \"tags.sweep = '%s'\"}\n"
                .formatted(before.id()));
    assertThat(sweep.spec().warmStart()).containsExactlyInAnyOrderElementsOf(runs);
    assertThat(reasons(sweep, Decision.Kind.STARTED).getFirst())
        .contains("of 3 runs to start warm from, 3 are finished");
    assertThat(context.getBean(SweepStore.class).get(sweep.id()).warm()).hasSize(3);
  }

  @Test
  void a_paused_sweep_starts_nothing_and_a_stopped_one_ends_what_runs() {
    Sweep sweep = start("sampler: random\nparallel: 2\nbudget: {trials: 9}\n");
    assertThat(sweeps.pause(sweep.id(), user).status()).isEqualTo(SweepStatus.PAUSED);
    branin(agent.take().orElseThrow());
    loop.advance(sweep.id());
    assertThat(trials(sweep)).hasSize(2);
    assertThat(sweeps.resume(sweep.id(), user).running()).isEqualTo(2);

    Work work = agent.take().orElseThrow();
    Sweep stopped = sweeps.stop(sweep.id(), user);
    assertThat(stopped.status()).isEqualTo(SweepStatus.STOPPED);
    assertThat(stopped.running()).isZero();
    assertThat(agent.isToStop(work)).isTrue();
    assertThat(agent.take()).isEmpty();
    assertThat(trials(sweep)).extracting(Trial::status).contains(TrialStatus.CANCELLED);
    assertThat(sweeps.resume(sweep.id(), user).status()).isEqualTo(SweepStatus.RUNNING);
    work(sweep.id(), this::branin);
    assertThat(sweeps.get(sweep.id()).status()).isEqualTo(SweepStatus.FINISHED);
    assertThatThrownBy(() -> sweeps.resume(sweep.id(), user))
        .isInstanceOf(Problem.Conflict.class)
        .hasMessageContaining("is finished and cannot be resumed: extend its budget");
  }

  @Test
  void an_ended_sweep_goes_on_with_a_greater_budget() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 2}\n");
    work(sweep.id(), this::branin);
    assertThatThrownBy(() -> sweeps.extend(sweep.id(), new Budget(2, null, null), user))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("budget is 2 trials: something of it is greater than it was");
    assertThatThrownBy(() -> sweeps.extend(sweep.id(), new Budget(1, null, null), user))
        .hasMessageContaining("budget.trials is 1: it is not below that of the sweep, which is 2");
    assertThat(sweeps.extend(sweep.id(), new Budget(4, null, null), user).status())
        .isEqualTo(SweepStatus.RUNNING);
    work(sweep.id(), this::branin);
    Sweep ended = sweeps.get(sweep.id());
    assertThat(ended.status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(trials(sweep)).hasSize(4);
  }

  @Test
  void servers_that_advance_a_sweep_at_once_do_nothing_twice() throws Exception {
    Sweep sweep = start("sampler: random\nparallel: 4\nbudget: {trials: 30}\n");
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 10; round++) {
        for (var w = agent.take(); w.isPresent(); w = agent.take()) {
          branin(w.get());
        }
        List<Callable<Object>> calls =
            IntStream.range(0, 4)
                .<Callable<Object>>mapToObj(_ -> Executors.callable(() -> loop.advance(sweep.id())))
                .toList();
        for (var done : threads.invokeAll(calls)) {
          done.get();
        }
        assertThat(sweeps.get(sweep.id()).running()).isLessThanOrEqualTo(4);
      }
    }
    assertThat(sweeps.get(sweep.id()).status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(trials(sweep)).hasSize(30).allMatch(t -> t.status() == TrialStatus.FINISHED);
    assertThat(configurations(sweep)).doesNotHaveDuplicates();
    assertThat(reasons(sweep, Decision.Kind.TRIAL_ENDED)).hasSize(30);
    assertThat(reasons(sweep, Decision.Kind.ENDED)).hasSize(1);
  }

  @Test
  void a_server_that_starts_anew_goes_on_as_if_nothing_had_been() {
    String spec = "sampler: sobol\nseed: 3\nbudget: {trials: 15}\n";
    Sweep undisturbed = start(spec);
    work(undisturbed.id(), this::branin);

    Sweep disturbed = start(spec);
    for (int i = 0; i < 15; i++) {
      branin(agent.take().orElseThrow());
      // all that is known to the next one is what the database has
      var another = context.getAutowireCapableBeanFactory().createBean(SweepLoop.class);
      another.advance(disturbed.id());
    }
    assertThat(configurations(disturbed)).isEqualTo(configurations(undisturbed));
    assertThat(sweeps.get(disturbed.id()).status()).isEqualTo(SweepStatus.FINISHED);
  }

  @Test
  void a_lost_job_that_is_done_again_is_the_same_trial() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 1}\n");
    Work lost = agent.take().orElseThrow();
    assertThat(
            api.post("/api/v1/leases/" + lost.lease() + "/release", "{\"reason\":\"spot\"}")
                .status())
        .isEqualTo(200);
    loop.advance(sweep.id());
    assertThat(trials(sweep)).hasSize(1);
    Work again = agent.take().orElseThrow();
    assertThat(again.run()).isEqualTo(lost.run());
    branin(again);
    loop.advance(sweep.id());
    assertThat(trials(sweep).getFirst().status()).isEqualTo(TrialStatus.FINISHED);
  }

  @Test
  void the_preview_is_what_the_sampler_suggests_first() {
    SweepSpec spec =
        sweeps.parse(
            "name: p\nexperiment: sweeps\nrecipe: branin\nobjective: loss\nsampler: sobol\nbudget: {trials: 5}\n"
                + SPACE);
    List<Configuration> preview = sweeps.preview(spec, 5);
    Sweep sweep = sweeps.create(spec, user);
    work(sweep.id(), this::branin);
    assertThat(configurations(sweep)).isEqualTo(preview);
  }

  @Test
  void a_part_of_the_budget_may_stay_as_it_was_and_none_is_out_of_bounds() {
    Sweep sweep = start("sampler: random\nbudget: {trials: 2, time: 2h}\n");
    Budget more = new Budget(3, Duration.ofHours(2), null);
    assertThat(sweeps.extend(sweep.id(), more, user).spec().budget()).isEqualTo(more);
    assertThatThrownBy(() -> new Budget(200_000, null, null))
        .hasMessageContaining("budget.trials is 200000: it is 1 to 100000");
    assertThatThrownBy(() -> new Budget(null, Duration.ofDays(2_000_000), null))
        .hasMessageContaining("budget.time is 48000000h: it is such as");
    assertThatThrownBy(() -> sweeps.parse("budget: {time: 50000000d}"))
        .isInstanceOfSatisfying(
            Problem.Invalid.class,
            e ->
                assertThat(e.violations())
                    .extracting(Problem.Violation::field)
                    .contains("budget.time"));
  }

  @Test
  void all_attempts_of_a_run_count_and_rests_do_not() {
    Sweep sweep = start("sampler: random\nparallel: 1\nbudget: {trials: 2}\n");
    Work work = agent.take().orElseThrow();
    worked(work, 100);
    api.post("/api/v1/leases/" + work.lease() + "/release", "{\"reason\":\"spot\"}");
    assertThat(sweeps.get(sweep.id()).spent().time().toSeconds()).isBetween(100L, 110L);
    Work again = agent.take().orElseThrow();
    worked(again, 50);
    assertThat(sweeps.get(sweep.id()).spent().time().toSeconds()).isBetween(150L, 160L);

    String job = api.get("/api/v1/jobs?limit=1").json().at("/items/0/id").asString();
    api.post("/api/v1/jobs/" + job + "/pause", "");
    api.post("/api/v1/leases/" + again.lease() + "/release", "{\"reason\":\"paused\"}");
    db.execute(
        "update run set heartbeat_at = now() - interval '1 hour' where id = ?",
        UUID.fromString(again.run()));
    assertThat(sweeps.get(sweep.id()).spent().time().toSeconds()).isBetween(150L, 160L);
    api.post("/api/v1/jobs/" + job + "/cancel", "");
    loop.advance(sweep.id());
    assertThat(sweeps.get(sweep.id()).spent().time().toSeconds()).isBetween(150L, 160L);
  }

  private void worked(Work work, int seconds) {
    db.execute(
        "update run set started_at = started_at - ? * interval '1 second' where id = ?",
        seconds,
        UUID.fromString(work.run()));
  }

  @Test
  void an_estimate_is_scaled_by_the_steps_of_earlier_runs_and_else_unknown() {
    String recipe = "estimated-" + UUID.randomUUID();
    String yaml =
        "name: e\nexperiment: sweeps\nrecipe: %s\nobjective: loss\nsampler: random\nparallel: 2\nbudget: {trials: 10}\n"
                .formatted(recipe)
            + SPACE;
    Estimate unknown = sweeps.estimate(sweeps.parse(yaml));
    assertThat(unknown.time()).isNull();
    assertThat(unknown.notes()).anyMatch(n -> n.contains("no run of recipe"));

    api.post(
        "/api/v1/jobs",
        "{\"recipe\":\"%s\",\"experiment\":\"sweeps\",\"params\":{\"training\":{\"steps\":100}}}"
            .formatted(recipe));
    Work w = agent.take().orElseThrow();
    agent.log(w, "flops", 1, 1e9);
    db.execute(
        "update run set started_at = now() - interval '100 seconds' where id = ?",
        UUID.fromString(w.run()));
    agent.finish(w);
    Estimate known = sweeps.estimate(sweeps.parse(yaml + "params: {training: {steps: 200}}\n"));
    assertThat(known.flops()).isEqualTo(2e10);
    assertThat(known.time()).isBetween(Duration.ofSeconds(2000), Duration.ofSeconds(2050));
    assertThat(known.elapsed()).isBetween(Duration.ofSeconds(1000), Duration.ofSeconds(1025));
  }

  @Test
  void an_estimate_counts_operations_as_the_recipe_does_and_time_as_an_earlier_run_took() {
    String recipe = "counted-" + UUID.randomUUID();
    api.post(
        "/api/v1/agents",
        """
        {"name":"%s","host":"h","version":"1","devices":[],"recipes":[{"name":"%s","schema":
         {"type":"object","x-flops":"1e6 * width ** 2 * steps","properties":{
          "width":{"type":"integer","default":10},"steps":{"type":"integer","default":100}}}}]}
        """
            .formatted(recipe, recipe));
    SweepSpec spec =
        sweeps.parse(
            """
            {name: e, experiment: sweeps, recipe: %s, objective: loss, sampler: grid,
             space: {width: {type: choice, values: [20]}, steps: {type: choice, values: [100, 300]}}}"""
                .formatted(recipe));
    Estimate counted = sweeps.estimate(spec);
    assertThat(counted.flops()).isBetween(8e10, 24e10); // of 50 at random, both sizes among them
    assertThat(counted.flops()).isNotEqualTo(8e10).isNotEqualTo(24e10);
    assertThat(counted.time()).isNull();

    api.post(
        "/api/v1/jobs",
        "{\"recipe\":\"%s\",\"experiment\":\"sweeps\",\"params\":{}}".formatted(recipe));
    Work w = agent.take().orElseThrow();
    agent.log(w, "flops", 1, 1e10);
    db.execute(
        "update run set started_at = now() - interval '100 seconds' where id = ?",
        UUID.fromString(w.run()));
    agent.finish(w);
    Estimate timed = sweeps.estimate(spec); // 1e10 operations took 100 s
    double operations = Objects.requireNonNull(timed.flops());
    assertThat(Objects.requireNonNull(timed.time()).toMillis() / 1e3)
        .isCloseTo(operations / 1e8, withinPercentage(2.5));
  }

  @Test
  void a_recipe_that_does_not_take_the_space_is_told_with_the_param() {
    String recipe = "strict-" + UUID.randomUUID();
    api.post(
        "/api/v1/agents",
        """
        {"name":"%s","host":"h","version":"1","devices":[],"recipes":[{"name":"%s","schema":
         {"type":"object","additionalProperties":false,"properties":{"x":{"type":"number","maximum":5}}}}]}
        """
            .formatted(recipe, recipe));
    SweepSpec spec =
        sweeps.parse(
            "name: e\nexperiment: sweeps\nrecipe: %s\nobjective: loss\nsampler: random\nbudget: {trials: 10}\n"
                    .formatted(recipe)
                + SPACE);
    assertThatThrownBy(() -> sweeps.create(spec, user))
        .isInstanceOfSatisfying(
            Problem.Invalid.class,
            e ->
                assertThat(e.violations())
                    .extracting(Problem.Violation::field)
                    .containsExactlyInAnyOrder("space.x", "space.y"));
  }

  static Configuration xy(double x, double y) {
    return Configuration.of(
        Map.of(
            "x", JsonNodeFactory.instance.numberNode(x),
            "y", JsonNodeFactory.instance.numberNode(y)));
  }

  private static double value(Map<String, tools.jackson.databind.JsonNode> values, String name) {
    return Objects.requireNonNull(values.get(name)).doubleValue();
  }
}
