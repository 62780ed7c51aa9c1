package dev.assay.benchmark;

import dev.assay.runs.RunId;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes the data folder that {@code ./assay bench ui} looks at, with three experiments: many runs
 * of 50 params and 100 metrics, runs of very many metrics, long runs of one metric. Arguments: a
 * folder, in which it is {@code data}; {@code small} for a tenth of each. What was made stands in
 * {@link #ABOUT} beside it.
 */
public final class UiData {
  /** Properties: the ids of the experiments and of some of their runs. */
  public static final String ABOUT = "ui-data.properties";

  public static final String MANY_RUNS = "many-runs";
  public static final String MANY_METRICS = "many-metrics";
  public static final String LONG_RUNS = "long-runs";

  private static final int ROOM_GIGABYTES = 8;
  private static final int RUNS = 10_000;
  private static final int PARAMS = 50;
  private static final int RUN_STEPS = 20;
  private static final int METRICS = 5000;
  private static final int METRIC_STEPS = 200;
  private static final int RUNS_OF_MANY_METRICS = 4;
  private static final int RUNS_TO_OVERLAY = 100;
  private static final int POINTS = 1_000_000;
  private static final int WRITERS = 8;

  private final Store store;
  private final JdbcTemplate database;
  private final int part;
  private final Properties about = new Properties();

  private UiData(ConfigurableApplicationContext server, boolean small) {
    this.store = new Store(server);
    this.database = new JdbcTemplate(server.getBean(DataSource.class));
    this.part = small ? 10 : 1;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    Machine.checkRoom(folder, ROOM_GIGABYTES);
    long start = System.nanoTime();
    try (ConfigurableApplicationContext server = Server.start(folder.resolve("data"))) {
      UiData data = new UiData(server, Arrays.asList(args).contains("small"));
      data.longRuns();
      data.manyMetrics();
      data.manyRuns();
      data.store.settle();
      data.finish();
      try (Writer writer = Files.newBufferedWriter(folder.resolve(ABOUT))) {
        data.about.store(writer, null);
      }
    }
    Figures.note("data made in %.0f s", (System.nanoTime() - start) / 1e9);
    System.exit(0); // whatever threads are left
  }

  private void longRuns() throws Exception {
    List<RunId> runs = new ChartRuns(RUNS_TO_OVERLAY, POINTS / part).load(store);
    database.update("update experiment set name = 'long runs' where name = 'benchmark'");
    for (int i = 0; i < runs.size(); i++) {
      database.update(
          "update run set name = ? where id = ?", "long-%03d".formatted(i), runs.get(i).value());
    }
    say(LONG_RUNS, runs, (long) POINTS / part);
  }

  private void manyMetrics() {
    List<String> names =
        IntStream.range(0, METRICS / part)
            .mapToObj(i -> "layers.%02d/%s".formatted(i / 100, "metric_%02d".formatted(i % 100)))
            .toList();
    List<RunId> runs = new ArrayList<>();
    for (int run = 0; run < RUNS_OF_MANY_METRICS; run++) {
      RunId id = store.newRun("many metrics", "wide-" + run);
      RunFeed feed = new RunFeed(run, names, RUN_STEPS, 1, METRIC_STEPS, 0);
      for (int step = 0; step < METRIC_STEPS; step += RUN_STEPS) {
        store.store(id, feed.next());
      }
      runs.add(id);
    }
    say(MANY_METRICS, runs, METRIC_STEPS);
    about.setProperty(MANY_METRICS + ".metrics", Integer.toString(names.size()));
  }

  private void manyRuns() throws Exception {
    int count = RUNS / part;
    long start = System.nanoTime();
    statements(count).forEach(database::execute);
    Figures.note(
        "%d runs with %d params, %.0f s", count, PARAMS, (System.nanoTime() - start) / 1e9);
    List<RunId> runs =
        database.query(
            "select r.id from run r join experiment e on e.id = r.experiment_id where e.name = 'many runs' order by r.id desc",
            (row, _) -> RunId.of(row.getString(1)));
    List<String> names = metrics();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> written = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        RunId run = runs.get(i);
        RunFeed feed = new RunFeed(i, names, RUN_STEPS, 100, RUN_STEPS, 0);
        written.add(writers.submit(() -> store.store(run, feed.next())));
      }
      for (Future<?> one : written) {
        one.get();
      }
    }
    Figures.note(
        "%d metrics of %d points in each of them, %.0f s in all",
        names.size(), RUN_STEPS, (System.nanoTime() - start) / 1e9);
    say(MANY_RUNS, runs.subList(0, RUNS_TO_OVERLAY), RUN_STEPS);
    about.setProperty(MANY_RUNS + ".count", Integer.toString(count));
  }

  /** 100 names; the headline metrics are among them. */
  private static List<String> metrics() {
    Stream<String> known =
        Stream.of(
            "train/loss",
            "val/loss",
            "grad_norm",
            "lr",
            "train/perplexity",
            "val/perplexity",
            "val/accuracy",
            "train/accuracy",
            "tokens_per_second",
            "step_time");
    Stream<String> layers =
        IntStream.range(0, 90).mapToObj(i -> "layer_%d/norm_%d".formatted(i / 10, i % 10));
    return Stream.concat(known, layers).toList();
  }

  /** Straight into the tables, for that takes seconds instead of minutes. */
  private static List<String> statements(int runs) {
    return List.of(
        "select setseed(0.42)",
        "create unlogged table filled as select i, ('01990000-' || lpad(to_hex(i / 65536), 4, '0') || '-7000-8000-'"
            + " || lpad(to_hex(i), 12, '0'))::uuid as id from generate_series(1, %d) i"
                .formatted(runs),
        "insert into experiment (name, created_by, created_at)"
            + " select 'many runs', u.id, now() from (select id from app_user limit 1) u",
        """
        create unlogged table filled_param as
        select f.id, k.key, k.is_number, case
          when k.key = 'optimizer.lr' then round((10 ^ (-4 + 2 * random()))::numeric, 6)::text
          when k.key = 'model.width' then (64 * 2 ^ (random() * 4)::int)::int::text
          when k.key = 'seed' then f.i::text
          when k.is_number then round((random() * 10 ^ (k.p %% 7 - 3))::numeric, 6)::text
          else 'value ' || (random() * 10)::int end as value
        from filled f, (
          select p, case p when 0 then 'optimizer.lr' when 2 then 'model.width' when 4 then 'seed'
            else 'group_' || (p %% 5) || '.param_' || p end as key, p %% 2 = 0 as is_number
          from generate_series(0, %d) p) k"""
            .formatted(PARAMS - 1),
        """
        insert into run (id, experiment_id, name, status, params, group_name, created_by, created_at, started_at,
          ended_at, heartbeat_at)
        select f.id, e.id, 'trial-' || lpad(i::text, 5, '0'),
          (array['FINISHED', 'FINISHED', 'FINISHED', 'FAILED', 'KILLED'])[1 + i %% 5],
          p.params,
          'group ' || i %% 20, e.created_by, now() - (%1$d - i) * interval '1 minute', now() - (%1$d - i) * interval '1 minute',
          now() - (%1$d - i) * interval '1 minute' + random() * interval '5 hours', now()
        from experiment e, filled f join (
          select id, jsonb_object_agg(key, case when is_number then to_jsonb(value::numeric) else to_jsonb(value) end) params
          from filled_param group by id) p using (id)
        where e.name = 'many runs'"""
            .formatted(runs),
        "insert into run_param select id, key, value, case when is_number then value::float8 end from filled_param",
        "insert into run_tag select id, 'tag_' || t, 'tag value ' || (random() * 20)::int from filled, generate_series(0, 4) t",
        "drop table filled_param",
        "drop table filled");
  }

  /** Nothing is left that would look alive. */
  private void finish() {
    database.update(
        "update run set status = 'FINISHED', ended_at = now() where status = 'RUNNING'");
    database.execute("vacuum analyze");
  }

  private void say(String name, List<RunId> runs, long points) {
    String experiment =
        database.queryForObject(
            "select experiment_id::text from run where id = ?",
            String.class,
            runs.getFirst().value());
    about.setProperty(name + ".experiment", String.valueOf(experiment));
    about.setProperty(name + ".points", Long.toString(points));
    about.setProperty(
        name + ".runs", runs.stream().map(RunId::toString).collect(Collectors.joining(",")));
  }
}
