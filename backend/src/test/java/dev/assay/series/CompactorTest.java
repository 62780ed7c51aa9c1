package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_FLUSH;
import static dev.assay.schema.Tables.METRIC_TAIL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.runs.RunEnded;
import dev.assay.runs.RunId;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompactorTest {
  private static final List<String> METRICS = List.of("compactor/x", "compactor/y");

  private final StoreDatabase store = StoreDatabase.get();
  private final List<Integer> ids =
      METRICS.stream().map(n -> requireNonNull(store.names.findOrAdd(METRICS).get(n))).toList();
  private final List<Compactor> started = new ArrayList<>();

  private Compactor compactor(long flushPoints, int workers) {
    Compactor compactor =
        new Compactor(
            store.connections,
            store.tail,
            new SeriesSettings(
                flushPoints,
                Duration.ofHours(1),
                Long.MAX_VALUE,
                workers,
                Long.MAX_VALUE,
                Duration.ofDays(7)));
    compactor.start();
    started.add(compactor);
    return compactor;
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Compactor compactor : started) {
      compactor.close();
    }
  }

  /** So many points of a metric from a step on. */
  private PointBatch points(int metric, long firstStep, int n) {
    return new PointBatch(
        IntStream.range(0, n).map(_ -> ids.get(metric)).toArray(),
        LongStream.range(firstStep, firstStep + n).toArray(),
        new long[n],
        LongStream.range(firstStep, firstStep + n).mapToDouble(step -> step).toArray());
  }

  private void write(Compactor compactor, RunId run, PointBatch points) {
    compactor.stored(store.tail.append(List.of(new RunBatch(run, null, points))));
  }

  private int rows(RunId run) {
    return store.db.fetchCount(METRIC_TAIL, METRIC_TAIL.RUN_ID.eq(run.value()));
  }

  private List<Integer> chunkSizes(RunId run, int metric) {
    return store
        .db
        .fetch(
            "select n from metric_chunk where branch_id = ? and metric_id = ? order by first_step",
            run.value(),
            ids.get(metric))
        .map(r -> r.get(0, Integer.class));
  }

  @Test
  void a_run_is_flushed_at_its_threshold_and_not_before() {
    Compactor compactor = compactor(1000, 1);
    RunId small = store.newRun();
    RunId large = store.newRun();
    write(compactor, small, points(0, 0, 999));
    write(compactor, large, points(0, 0, 500));
    write(compactor, large, points(1, 0, 500));

    await().until(() -> rows(large) == 0);
    assertThat(chunkSizes(large, 0)).containsExactly(500);
    assertThat(chunkSizes(large, 1)).containsExactly(500);
    assertThat(rows(small)).isEqualTo(1);
  }

  @Test
  void a_run_that_has_ended_is_flushed_and_its_small_chunks_become_one() {
    Compactor compactor = compactor(100, 1);
    RunId run = store.newRun();
    for (int i = 0; i < 6; i++) {
      write(compactor, run, points(0, i * 100L, 100));
      await().until(() -> rows(run) == 0);
    }
    assertThat(chunkSizes(run, 0)).hasSizeGreaterThan(1);
    write(compactor, run, points(0, 600, 7));

    compactor.ended(new RunEnded(run));

    await().untilAsserted(() -> assertThat(chunkSizes(run, 0)).containsExactly(607));
    assertThat(rows(run)).isZero();
    assertThat(store.series.points(run, METRICS.get(0), 0, 700, 700).steps()).hasSize(607);
  }

  @Test
  void the_chunks_of_a_run_that_has_ended_become_one_though_another_server_is_at_it()
      throws Exception {
    Compactor compactor = compactor(100, 1);
    RunId run = store.newRun();
    for (int i = 0; i < 3; i++) {
      write(compactor, run, points(0, i * 100L, 100));
      await().until(() -> rows(run) == 0);
    }

    try (Connection other = store.connections.getConnection()) {
      other.setAutoCommit(false);
      RunLock.take(other, run);
      assertThat(store.compaction.seal(run)).isFalse();
      compactor.ended(new RunEnded(run));
      other.rollback();
    }

    await().untilAsserted(() -> assertThat(chunkSizes(run, 0)).containsExactly(300));
  }

  @Test
  void settling_flushes_everything_whoever_stored_it() throws Exception {
    Compactor compactor = compactor(Long.MAX_VALUE, 2);
    List<RunId> runs = IntStream.range(0, 20).mapToObj(_ -> store.newRun()).toList();
    for (RunId run : runs) {
      write(compactor, run, points(0, 0, 10));
      store.append(run, points(1, 0, 10)); // by another server
    }

    compactor.settle();

    assertThat(runs).allSatisfy(run -> assertThat(rows(run)).isZero());
    assertThat(runs).allSatisfy(run -> assertThat(chunkSizes(run, 1)).containsExactly(10));
  }

  @Test
  void what_a_server_left_in_the_tail_is_flushed_by_one_that_starts() {
    RunId run = store.newRun();
    store.append(run, points(0, 0, 500));
    compactor(500, 1);

    await().until(() -> rows(run) == 0);
  }

  @Test
  void a_run_whose_points_cannot_be_read_does_not_hold_up_others() throws Exception {
    Compactor compactor = compactor(100, 1);
    RunId broken = store.newRun();
    RunId sound = store.newRun();
    store
        .db
        .insertInto(METRIC_TAIL, METRIC_TAIL.RUN_ID, METRIC_TAIL.N, METRIC_TAIL.PAYLOAD)
        .values(broken.value(), 1_000_000, new byte[] {9, 9})
        .execute();
    try {
      write(compactor, broken, points(0, 0, 200));
      write(compactor, sound, points(0, 0, 100));

      await().until(() -> rows(sound) == 0);
      compactor.settle();
      assertThat(rows(broken)).isEqualTo(2);
      assertThat(compactor.awaitRoom(Duration.ZERO)).isTrue();
    } finally {
      store.db.deleteFrom(METRIC_TAIL).where(METRIC_TAIL.RUN_ID.eq(broken.value())).execute();
    }
  }

  @Test
  void nothing_is_told_of_a_run_that_is_gone() {
    RunId gone = RunId.next();
    store.append(gone, points(0, 0, 10));
    store.flush(gone);
    store.compaction.seal(gone);

    assertThat(rows(gone)).isZero();
    assertThat(store.db.fetchCount(METRIC_FLUSH, METRIC_FLUSH.RUN_ID.eq(gone.value()))).isZero();
  }

  @Test
  void two_servers_compact_while_points_are_written_and_none_is_missing_at_any_moment()
      throws Exception {
    List<Compactor> servers = List.of(compactor(300, 2), compactor(300, 2));
    List<RunId> runs = List.of(store.newRun(), store.newRun(), store.newRun());
    ConcurrentHashMap<RunId, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Long>> work = new ArrayList<>();
    for (int writer = 0; writer < runs.size(); writer++) {
      RunId run = runs.get(writer);
      Compactor server = servers.get(writer % 2);
      work.add(() -> write(server, run, acknowledged, done));
    }
    work.add(() -> watch(runs, acknowledged, done));
    work.add(() -> lookAround(servers, done));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> running = work.stream().map(threads::submit).toList();
      await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
      done.set(true);
      for (Future<Long> future : running) {
        assertThat(future.get()).as("how often it did its work").isPositive();
      }
    }
    for (Compactor server : servers) {
      server.settle();
    }

    for (RunId run : runs) {
      assertThat(rows(run)).isZero();
      for (int metric = 0; metric < 2; metric++) {
        assertEveryPointIsThereOnce(run, metric, requireNonNull(acknowledged.get(run)));
      }
    }
  }

  /** Points of both metrics step by step, now and then with one written again. */
  private long write(
      Compactor server,
      RunId run,
      ConcurrentHashMap<RunId, Long> acknowledged,
      AtomicBoolean done) {
    long next = 0;
    while (!done.get()) {
      write(server, run, PointBatch.concat(List.of(points(0, next, 20), points(1, next, 20))));
      next += 20;
      acknowledged.put(run, next);
      if (next % 400 == 0) {
        write(server, run, points(0, next / 2, 1));
      }
    }
    return next;
  }

  private long watch(
      List<RunId> runs, ConcurrentHashMap<RunId, Long> acknowledged, AtomicBoolean done) {
    long looks = 0;
    while (!done.get()) {
      for (RunId run : runs) {
        long least = acknowledged.getOrDefault(run, 0L);
        List<MetricSummary> metrics = store.series.metrics(run);
        if (least > 0) {
          assertThat(metrics).hasSize(2).allMatch(m -> m.points() >= least);
          SeriesQuery whole = SeriesQuery.whole(List.of(run), METRICS, 100);
          assertThat(store.series.read(whole).series()).allMatch(s -> s.points() >= least);
          long from = Math.max(0, least - 500);
          assertThat(store.series.points(run, METRICS.get(0), from, least - 1, 1000).steps())
              .hasSize((int) (least - from));
          looks++;
        }
      }
    }
    return looks;
  }

  private static long lookAround(List<Compactor> servers, AtomicBoolean done)
      throws InterruptedException {
    long looks = 0;
    while (!done.get()) {
      servers.forEach(Compactor::lookIntoTail);
      Thread.sleep(100);
      looks++;
    }
    return looks;
  }

  private void assertEveryPointIsThereOnce(RunId run, int metric, long n) {
    long next = 0;
    for (var chunk :
        store.db.fetch(
            "select first_step, last_step, n from metric_chunk where branch_id = ? and metric_id = ?"
                + " order by first_step",
            run.value(),
            ids.get(metric))) {
      assertThat(chunk.get(0, Long.class)).isEqualTo(next);
      next = chunk.get(1, Long.class) + 1;
      assertThat(next - chunk.get(0, Long.class)).isEqualTo(chunk.get(2, Long.class));
    }
    assertThat(next).isEqualTo(n);
    Series.Points read = store.series.points(run, METRICS.get(metric), 0, Long.MAX_VALUE, 100_000);
    for (int i = 0; i < read.steps().length; i++) {
      assertThat(read.steps()[i]).isEqualTo(i);
      assertThat(read.values()[i]).isEqualTo((double) i);
    }
  }
}
