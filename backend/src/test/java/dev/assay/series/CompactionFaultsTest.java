package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_TAIL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.assay.runs.RunId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessResourceFailureException;

/** A compaction that is cut off at any step changes nothing that can be read. */
class CompactionFaultsTest {
  private static final List<String> METRICS = List.of("faults/a", "faults/b", "faults/new");
  private static final Set<String> STEPS = Set.of("prepareStatement", "unwrap", "commit");

  private final StoreDatabase store = StoreDatabase.get();
  private final Map<String, Integer> ids = store.names.findOrAdd(METRICS);
  private final Map<RunId, Map<String, TreeMap<Long, Double>>> expected = new HashMap<>();
  private final RunId run = store.newRun();
  private final RunId fork = store.newRun();

  private void append(RunId to, String metric, long firstStep, int n, int stride) {
    int id = requireNonNull(ids.get(metric));
    SplittableRandom random = new SplittableRandom(firstStep);
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    for (int i = 0; i < n; i++) {
      points.metricIds()[i] = id;
      points.steps()[i] = firstStep + (long) i * stride;
      points.values()[i] = random.nextGaussian();
      series(to, metric).put(points.steps()[i], points.values()[i]);
    }
    store.append(to, points);
  }

  private TreeMap<Long, Double> series(RunId of, String metric) {
    return expected
        .computeIfAbsent(of, _ -> new HashMap<>())
        .computeIfAbsent(metric, _ -> new TreeMap<>());
  }

  /** A fork of a run with chunks, with points behind, among and before those it has inherited. */
  @BeforeEach
  void makeRunAndFork() {
    for (int i = 0; i < 5; i++) {
      append(run, "faults/a", 10_000L * i + 5, 2000, 5);
      append(run, "faults/b", 100L * i, 100, 1);
      store.flush(run);
    }
    store.branches.branch(run, fork, 45_000);
    for (String metric : List.of("faults/a", "faults/b")) {
      series(fork, metric).putAll(series(run, metric).headMap(45_000L, true));
    }
    append(fork, "faults/a", 0, 300, 200);
    append(fork, "faults/b", 45_001, 700, 1);
    append(fork, "faults/new", 7, 50, 3);
  }

  private void assertContent() {
    assertThat(store.overlappingChunks()).isZero();
    expected.forEach(
        (of, metrics) -> {
          assertThat(store.series.metrics(of))
              .extracting(MetricSummary::name)
              .containsExactlyInAnyOrderElementsOf(metrics.keySet());
          metrics.forEach(
              (metric, points) -> {
                Series.Points read = store.series.points(of, metric, 0, Long.MAX_VALUE, 100_000);
                assertThat(read.steps()).containsExactly(points.keySet().toArray(Long[]::new));
                assertThat(read.values()).containsExactly(points.values().toArray(Double[]::new));
              });
        });
  }

  private interface Calls {
    @Nullable Object of(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            CompactionFaultsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> calls.of(method, arguments)));
  }

  private static @Nullable Object call(Object of, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(of, arguments);
    } catch (InvocationTargetException e) {
      throw requireNonNull(e.getCause());
    }
  }

  /** The same database, by connections that are shared with nobody; told of before each step. */
  private DataSource watched(Consumer<Connection> beforeStep) {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(((HikariDataSource) store.connections).getJdbcUrl());
    return proxy(
        DataSource.class,
        (method, arguments) ->
            call(connections, method, arguments) instanceof Connection c
                ? watched(c, beforeStep)
                : null);
  }

  private static Connection watched(Connection connection, Consumer<Connection> beforeStep) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (STEPS.contains(method.getName())) {
            beforeStep.accept(connection);
          }
          return call(connection, method, arguments);
        });
  }

  private static int pid(Connection connection) {
    try {
      return connection.unwrap(PGConnection.class).getBackendPID();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the other side of a connection, and waits until it has ended. */
  private void end(int pid) {
    store.db.fetch("select pg_terminate_backend(?, 10000)", pid);
  }

  /** Whether it could be done, its connection being ended before its k-th step. */
  private boolean isDone(Consumer<Compaction> work, int k) {
    AtomicInteger steps = new AtomicInteger();
    DataSource connections =
        watched(
            connection -> {
              if (steps.incrementAndGet() == k) {
                end(pid(connection));
              }
            });
    try {
      work.accept(new Compaction(connections));
      assertThat(steps).as("nothing succeeds on a connection that has ended").hasValueLessThan(k);
      return true;
    } catch (DataAccessResourceFailureException e) {
      return false;
    }
  }

  private void assertNothingIsLostWhereverItEnds(Consumer<Compaction> work) {
    int k = 1;
    while (!isDone(work, k)) {
      assertContent();
      k++;
    }
    assertContent();
    assertThat(k).as("steps").isGreaterThan(5);
  }

  private int rowsInTail(RunId of) {
    return store.db.fetchCount(METRIC_TAIL, METRIC_TAIL.RUN_ID.eq(of.value()));
  }

  @Test
  void a_flush_that_ends_before_any_of_its_steps_changes_nothing() {
    assertNothingIsLostWhereverItEnds(compaction -> compaction.flush(fork));

    assertThat(rowsInTail(fork)).as("the last one has flushed").isZero();
  }

  @Test
  void a_seal_that_ends_before_any_of_its_steps_changes_nothing() {
    for (RunId of : List.of(run, fork)) {
      store.flush(of);
      for (int i = 1; i <= 3; i++) { // small chunks, which is what there is to seal
        append(of, "faults/new", 1000L * i, 50, 3);
        store.flush(of);
      }
      assertNothingIsLostWhereverItEnds(compaction -> compaction.seal(of));
    }
  }

  @Test
  void a_flush_that_ends_at_any_moment_changes_nothing() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 25; i++) {
      append(fork, "faults/a", random.nextInt(60_000), 50, 1);
      append(fork, "faults/new", 200 + 50L * i, 50, 1);
      AtomicInteger pid = new AtomicInteger();
      Compaction compaction = new Compaction(watched(c -> pid.compareAndSet(0, pid(c))));
      Thread flush = Thread.ofVirtual().start(() -> tryToFlush(compaction));
      await().pollInterval(Duration.ofMillis(1)).until(() -> pid.get() != 0);
      LockSupport.parkNanos(random.nextInt(20_000_000));
      end(pid.get());
      flush.join();
      assertContent();
    }
    store.flush(fork);
    assertContent();
    assertThat(rowsInTail(fork)).isZero();
  }

  private void tryToFlush(Compaction compaction) {
    try {
      compaction.flush(fork);
    } catch (DataAccessResourceFailureException _) {
      // its connection was ended
    }
  }
}
