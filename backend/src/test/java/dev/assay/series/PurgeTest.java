package dev.assay.series;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is purged is gone, and its space is free again. */
class PurgeTest {
  private static final int SERIES = 10;
  private static final int POINTS = 5_000_000;
  private static final int AT_ONCE = 250_000;

  private final StoreDatabase store = StoreDatabase.get();
  private final List<Integer> metrics =
      store
          .names
          .findOrAdd(
              java.util.stream.IntStream.range(0, SERIES).mapToObj("purge/%d"::formatted).toList())
          .values()
          .stream()
          .sorted()
          .toList();

  /** Five million points of a run, in chunks. */
  private RunId load() {
    RunId run = store.newRun();
    SplittableRandom random = new SplittableRandom(1);
    int steps = AT_ONCE / SERIES;
    for (int batch = 0; batch < POINTS / AT_ONCE; batch++) {
      PointBatch points =
          new PointBatch(
              new int[AT_ONCE], new long[AT_ONCE], new long[AT_ONCE], new double[AT_ONCE]);
      for (int i = 0; i < AT_ONCE; i++) {
        points.metricIds()[i] = metrics.get(i / steps);
        points.steps()[i] = (long) batch * steps + i % steps;
        points.timesMillis()[i] = 1_767_225_600_000L + 250 * points.steps()[i];
        points.values()[i] = random.nextGaussian(2, 0.1);
      }
      UUID key = new UUID(0, batch);
      store.tail.append(List.of(new RunBatch(run, key, points)));
      store.flush(run);
    }
    return run;
  }

  private long bytes(String table) {
    return store
        .db
        .fetchSingle("select pg_total_relation_size('" + table + "')")
        .get(0, Long.class);
  }

  private int rows(String table, String column, RunId run) {
    return store
        .db
        .fetchSingle("select count(*) from " + table + " where " + column + " = ?", run.value())
        .get(0, Integer.class);
  }

  @Test
  void a_run_of_five_million_points_leaves_nothing_and_the_next_one_takes_its_place() {
    long before = bytes("metric_chunk");
    RunId run = load();
    long loaded = bytes("metric_chunk");
    assertThat(store.series.metrics(run).stream().mapToLong(MetricSummary::points).sum())
        .isEqualTo(POINTS);
    assertThat(rows("metric_batch", "run_id", run)).isEqualTo(POINTS / AT_ONCE);
    store.append(run, one(metrics.getFirst(), 7)); // something is in the tail, too

    long start = System.nanoTime();
    store.branches.purge(run);
    System.out.printf(
        "purging %,d points took %d ms%n", POINTS, (System.nanoTime() - start) / 1_000_000);

    for (String table : List.of("metric_tail", "metric_batch", "metric_flush", "metric_lineage")) {
      assertThat(rows(table, "run_id", run)).as(table).isZero();
    }
    for (String table : List.of("metric_chunk", "metric_series")) {
      assertThat(rows(table, "branch_id", run)).as(table).isZero();
    }
    assertThat(store.series.metrics(run)).isEmpty();
    for (String table : List.of("metric_chunk", "metric_series", "metric_tail")) {
      store.db.execute("vacuum " + table); // as autovacuum does
    }
    RunId next = load();
    long reloaded = bytes("metric_chunk");
    System.out.printf(
        "metric_chunk: %,d kB before, %,d kB with one run, %,d kB with the next in its place%n",
        before >> 10, loaded >> 10, reloaded >> 10);
    assertThat(reloaded - loaded).isLessThan((loaded - before) / 20);
    store.branches.purge(next);
  }

  private static PointBatch one(int metric, long step) {
    return new PointBatch(new int[] {metric}, new long[] {step}, new long[] {0}, new double[] {1});
  }

  @Test
  void tables_whose_rows_go_are_vacuumed_early() {
    assertThat(options("metric_chunk"))
        .contains(
            "autovacuum_vacuum_scale_factor=0.05",
            "autovacuum_vacuum_threshold=1000",
            "autovacuum_vacuum_cost_delay=0");
    assertThat(options("metric_series"))
        .contains("fillfactor=100", "autovacuum_vacuum_scale_factor=0.1");
    assertThat(options("metric_tail"))
        .contains(
            "autovacuum_vacuum_scale_factor=0",
            "autovacuum_vacuum_threshold=1000",
            "autovacuum_vacuum_cost_delay=0");
    assertThat(toastOptions("metric_chunk"))
        .contains(
            "autovacuum_vacuum_scale_factor=0.05",
            "autovacuum_vacuum_threshold=5000",
            "autovacuum_vacuum_cost_delay=0");
    assertThat(toastOptions("metric_tail"))
        .contains("autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=5000");
  }

  private List<String> options(String table) {
    return strings("select reloptions from pg_class where oid = '" + table + "'::regclass");
  }

  private List<String> toastOptions(String table) {
    return strings(
        "select t.reloptions from pg_class c join pg_class t on t.oid = c.reltoastrelid"
            + " where c.oid = '"
            + table
            + "'::regclass");
  }

  private List<String> strings(String sql) {
    return Arrays.asList(requireNonNull(store.db.fetchSingle(sql).get(0, String[].class)));
  }

  @Test
  void runs_that_share_their_history_and_are_purged_at_once_leave_nothing() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 15; round++) {
        RunId run = store.newRun();
        store.append(run, one(metrics.getFirst(), 1));
        List<RunId> all = new ArrayList<>(List.of(run));
        for (int i = 0; i < 3; i++) {
          RunId fork = store.newRun();
          store.branches.branch(run, fork, 1);
          all.add(fork);
        }
        CyclicBarrier together = new CyclicBarrier(all.size());
        List<Callable<Void>> purges = new ArrayList<>();
        for (RunId each : all) {
          purges.add(
              () -> {
                together.await();
                store.branches.purge(each);
                return null;
              });
        }
        for (Future<Void> purge : threads.invokeAll(purges)) {
          purge.get();
        }

        assertThat(rows("metric_chunk", "branch_id", run)).isZero();
        assertThat(rows("metric_series", "branch_id", run)).isZero();
      }
    }
  }
}
