package dev.assay.ingest;

import static dev.assay.schema.Tables.METRIC_TAIL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.sum;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.series.PointBatch;
import dev.assay.series.RunBatch;
import dev.assay.series.StoreDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class GroupCommitTest {
  private final StoreDatabase store = StoreDatabase.get();
  private final int metric =
      requireNonNull(store.names.findOrAdd(List.of("group/x")).get("group/x"));
  private ExecutorService threads;

  @BeforeEach
  void startThreads() {
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stopThreads() {
    threads.close();
  }

  private GroupCommit commits(int writers) {
    return new GroupCommit(
        store.tail,
        store.idleCompactor(),
        new IngestSettings(100_000, 500_000, writers, DataSize.ofMegabytes(8)));
  }

  /** So many points from a step on. */
  private PointBatch points(long firstStep, int n) {
    return new PointBatch(
        IntStream.range(0, n).map(_ -> metric).toArray(),
        LongStream.range(firstStep, firstStep + n).toArray(),
        new long[n],
        new double[n]);
  }

  private long rowPoints(RunId run) {
    BigDecimal n =
        store
            .db
            .select(sum(METRIC_TAIL.N))
            .from(METRIC_TAIL)
            .where(METRIC_TAIL.RUN_ID.eq(run.value()))
            .fetchOne(0, BigDecimal.class);
    return n == null ? 0 : n.longValue();
  }

  private long distinctPoints(RunId run) {
    return store.series.metrics(run).stream().mapToLong(MetricSummary::points).sum();
  }

  /** While it is open nothing can be written into the tail; reading goes on. */
  private final class LockedTail implements AutoCloseable {
    private final Connection connection;

    LockedTail() throws SQLException {
      connection = store.connections.getConnection();
      connection.setAutoCommit(false);
      connection.createStatement().execute("lock table metric_tail in exclusive mode");
    }

    @Override
    public void close() throws SQLException {
      connection.rollback();
      connection.close();
    }
  }

  private Future<?> store(GroupCommit commits, RunId run, PointBatch points) {
    return threads.submit(() -> commits.store(new RunBatch(run, null, points)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void every_acknowledged_point_of_32_clients_is_there_exactly_once(int writers) throws Exception {
    int requests = 20;
    int n = 25;
    List<RunId> runs = List.of(RunId.next(), RunId.next(), RunId.next());
    List<Callable<Void>> clients = new ArrayList<>();
    try (GroupCommit commits = commits(writers)) {
      for (int client = 0; client < 32; client++) {
        long firstStep = (long) client * requests * n;
        RunId run = runs.get(client % runs.size());
        clients.add(
            () -> {
              for (int i = 0; i < requests; i++) {
                commits.store(new RunBatch(run, null, points(firstStep + (long) i * n, n)));
              }
              return null;
            });
      }
      for (Future<Void> client : threads.invokeAll(clients)) {
        client.get();
      }
      assertThat(commits.waitingPoints()).isZero();
    }

    assertThat(runs.stream().mapToLong(this::rowPoints).sum()).isEqualTo(32L * requests * n);
    assertThat(runs.stream().mapToLong(this::distinctPoints).sum()).isEqualTo(32L * requests * n);
  }

  @Test
  void requests_that_waited_for_a_commit_share_the_next_one() throws Exception {
    RunId run = RunId.next();
    try (GroupCommit commits = commits(1)) {
      List<Future<?>> requests = new ArrayList<>();
      try (LockedTail _ = new LockedTail()) {
        for (int i = 0; i < 10; i++) {
          requests.add(store(commits, run, points(i, 1)));
        }
        await().until(() -> commits.waitingPoints() == 10);
      }
      for (Future<?> request : requests) {
        request.get();
      }
    }

    // the first may have gone alone, before the others came
    assertThat(store.db.fetchCount(METRIC_TAIL, METRIC_TAIL.RUN_ID.eq(run.value())))
        .isLessThanOrEqualTo(9);
    assertThat(distinctPoints(run)).isEqualTo(10);
  }

  @Test
  void every_acknowledged_write_changes_the_version() throws Exception {
    RunId run = RunId.next();
    List<Callable<Void>> clients = new ArrayList<>();
    try (GroupCommit commits = commits(2)) {
      for (int client = 0; client < 8; client++) {
        clients.add(
            () -> {
              for (int i = 0; i < 20; i++) {
                String before = store.series.version(List.of(run));
                commits.store(new RunBatch(run, null, points(0, 1)));
                assertThat(store.series.version(List.of(run))).isNotEqualTo(before);
              }
              return null;
            });
      }
      for (Future<Void> client : threads.invokeAll(clients)) {
        client.get();
      }
    }

    assertThat(store.series.version(List.of(run))).isEqualTo(store.series.version(List.of(run)));
  }

  @Test
  void a_full_queue_refuses_and_takes_again_when_there_is_room() throws Exception {
    RunId run = RunId.next();
    try (GroupCommit commits = commits(1)) {
      Future<?> first;
      try (LockedTail _ = new LockedTail()) {
        first = store(commits, run, points(0, 90_000));
        await().until(() -> commits.waitingPoints() == 90_000);

        assertThatExceptionOfType(Problem.Busy.class)
            .isThrownBy(() -> commits.store(new RunBatch(run, null, points(90_000, 10_001))))
            .withMessage("more than 100000 points are waiting to be stored")
            .satisfies(busy -> assertThat(busy.retryAfterSeconds()).isPositive());
      }
      first.get();
      commits.store(new RunBatch(run, null, points(90_000, 10_001)));
    }

    assertThat(distinctPoints(run)).isEqualTo(100_001);
  }

  @Test
  void a_failed_commit_fails_its_requests_and_no_others() throws Exception {
    RunId bad = RunId.next();
    RunId good = RunId.next();
    store.db.execute(
        "alter table metric_tail add constraint refused check (run_id <> '%s')".formatted(bad));
    try (GroupCommit commits = commits(1)) {
      Future<?> first;
      Future<?> doomed;
      Future<?> companion;
      try (LockedTail _ = new LockedTail()) {
        first = store(commits, good, points(0, 1));
        // the writer has taken the first and waits for the lock; the next two come together
        await()
            .until(
                () ->
                    store.db.fetchExists(
                        store.db.selectOne().from("pg_locks").where("not granted")));
        doomed = store(commits, bad, points(0, 1));
        companion = store(commits, good, points(1, 1));
        await().until(() -> commits.waitingPoints() == 3);
      }
      first.get();
      for (Future<?> failed : List.of(doomed, companion)) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(failed::get)
            .withCauseInstanceOf(Problem.Unavailable.class);
      }
      commits.store(new RunBatch(good, null, points(2, 1)));
    } finally {
      store.db.execute("alter table metric_tail drop constraint refused");
    }

    assertThat(rowPoints(bad)).isZero();
    assertThat(rowPoints(good)).isEqualTo(2);
  }

  @Test
  void a_full_disk_of_the_database_is_named() throws Exception {
    RunId run = RunId.next();
    store.db.execute(
        """
        create function refuse() returns trigger language plpgsql as
        $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$
        """);
    store.db.execute(
        "create trigger full_disk before insert on metric_tail execute function refuse()");
    try (GroupCommit commits = commits(1)) {
      assertThatExceptionOfType(Problem.Unavailable.class)
          .isThrownBy(() -> commits.store(new RunBatch(run, null, points(0, 1))))
          .withMessage("the disk of the database is full; nothing of the request was kept");
    } finally {
      store.db.execute("drop function refuse() cascade");
    }

    assertThat(rowPoints(run)).isZero();
  }

  @Test
  void closing_stores_what_was_taken_in_and_takes_nothing_more() throws Exception {
    RunId run = RunId.next();
    GroupCommit commits = commits(2);
    Future<?> waiting;
    Future<?> closing;
    try (LockedTail _ = new LockedTail()) {
      waiting = store(commits, run, points(0, 100));
      await().until(() -> commits.waitingPoints() == 100);
      closing =
          threads.submit(
              () -> {
                commits.close();
                return null;
              });
      await().until(() -> isClosed(commits, run));
    }
    waiting.get();
    closing.get();

    assertThat(distinctPoints(run)).isEqualTo(100);
  }

  private boolean isClosed(GroupCommit commits, RunId run) {
    try {
      commits.store(new RunBatch(run, null, points(0, 0)));
      return false;
    } catch (Problem.Unavailable e) {
      return true;
    }
  }
}
