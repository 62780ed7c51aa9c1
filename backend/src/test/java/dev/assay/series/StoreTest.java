package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_TAIL;
import static dev.assay.schema.Tables.RUN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.runs.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final List<String> METRICS = List.of("store/a", "store/b", "store/c");

  private final StoreDatabase store = StoreDatabase.get();
  private final Map<String, Integer> ids = store.names.findOrAdd(METRICS);

  /** A point of one of the metrics. */
  private record Point(int metric, long step, long time, double value) {}

  /** Something that happens to the store; runs are numbers modulo how many there are. */
  private sealed interface Event {
    record Write(int run, List<Point> points) implements Event {}

    record Flush(int run) implements Event {}

    record Seal(int run) implements Event {}

    record Rewind(int run, long step) implements Event {}

    record Fork(int run, long step) implements Event {}

    record Purge(int run) implements Event {}
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Integer> runs = Arbitraries.integers().between(0, 5);
    Arbitrary<Long> steps = Arbitraries.longs().between(0, 40);
    Arbitrary<Point> points =
        Combinators.combine(
                Arbitraries.integers().between(0, METRICS.size() - 1),
                steps,
                Arbitraries.longs().between(0, 1_000_000),
                Arbitraries.oneOf(
                    Arbitraries.doubles(),
                    Arbitraries.of(
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        -0.0,
                        Double.longBitsToDouble(0x7ff8_0000_0000_0123L))))
            .as(Point::new);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(
                6, Combinators.combine(runs, points.list().ofMaxSize(40)).as(Event.Write::new)),
            net.jqwik.api.Tuple.of(4, runs.map(Event.Flush::new)),
            net.jqwik.api.Tuple.of(1, runs.map(Event.Seal::new)),
            net.jqwik.api.Tuple.of(1, Combinators.combine(runs, steps).as(Event.Rewind::new)),
            net.jqwik.api.Tuple.of(1, Combinators.combine(runs, steps).as(Event.Fork::new)),
            net.jqwik.api.Tuple.of(1, runs.map(Event.Purge::new)));
    return event.list().ofMaxSize(25);
  }

  /** What the store must hold: of each run, metric and step the last write. */
  private final class Model {
    final List<RunId> runs = new ArrayList<>(List.of(store.newRun(), store.newRun()));
    final Map<RunId, Map<Integer, TreeMap<Long, Point>>> points = new HashMap<>();

    RunId run(int number) {
      return runs.get(number % runs.size());
    }

    void apply(Event event) {
      switch (event) {
        case Event.Write(var run, var written) -> write(run(run), written);
        case Event.Flush(var run) -> store.flush(run(run));
        case Event.Seal(var run) -> store.compaction.seal(run(run));
        case Event.Rewind(var run, var step) -> {
          store.branches.branch(run(run), run(run), step);
          points
              .getOrDefault(run(run), Map.of())
              .values()
              .forEach(series -> series.tailMap(step, false).clear());
        }
        case Event.Fork(var run, var step) -> {
          RunId fork = store.newRun();
          store.branches.branch(run(run), fork, step);
          Map<Integer, TreeMap<Long, Point>> shared = new HashMap<>();
          points
              .getOrDefault(run(run), Map.of())
              .forEach((metric, s) -> shared.put(metric, new TreeMap<>(s.headMap(step, true))));
          points.put(fork, shared);
          runs.add(fork);
        }
        case Event.Purge(var run) -> {
          RunId gone = run(run);
          store.branches.purge(gone);
          store.db.deleteFrom(RUN).where(RUN.ID.eq(gone.value())).execute();
          points.remove(gone);
          runs.remove(gone);
          runs.add(store.newRun());
        }
      }
      points.values().forEach(series -> series.values().removeIf(TreeMap::isEmpty));
    }

    private void write(RunId run, List<Point> written) {
      store.append(run, batch(written));
      for (Point p : written) {
        points
            .computeIfAbsent(run, _ -> new HashMap<>())
            .computeIfAbsent(p.metric, _ -> new TreeMap<>())
            .put(p.step, p);
      }
    }
  }

  private PointBatch batch(List<Point> points) {
    return new PointBatch(
        points.stream().mapToInt(p -> requireNonNull(ids.get(METRICS.get(p.metric)))).toArray(),
        points.stream().mapToLong(Point::step).toArray(),
        points.stream().mapToLong(Point::time).toArray(),
        points.stream().mapToDouble(Point::value).toArray());
  }

  @Property(tries = 150)
  void the_store_is_a_map_from_run_metric_and_step_to_the_last_write(
      @ForAll("events") List<Event> events) {
    Model model = new Model();
    for (Event event : events) {
      model.apply(event);
      for (RunId run : model.runs) {
        assertStored(run, model.points.getOrDefault(run, Map.of()));
      }
      assertThat(store.overlappingChunks()).isZero();
    }
  }

  private void assertStored(RunId run, Map<Integer, TreeMap<Long, Point>> expected) {
    assertThat(store.series.metrics(run))
        .extracting(MetricSummary::name)
        .containsExactlyElementsOf(expected.keySet().stream().sorted().map(METRICS::get).toList());
    for (MetricSummary summary : store.series.metrics(run)) {
      TreeMap<Long, Point> points = requireNonNull(expected.get(METRICS.indexOf(summary.name())));
      assertPoints(store.series.points(run, summary.name(), 0, Long.MAX_VALUE, 1000), points);
      assertSummary(summary, points);
    }
  }

  private static void assertPoints(Series.Points read, TreeMap<Long, Point> points) {
    assertThat(read.nextStep()).isNull();
    assertThat(read.steps()).containsExactly(points.keySet().toArray(Long[]::new));
    assertThat(bits(read.values()))
        .containsExactly(bits(points.values().stream().mapToDouble(Point::value).toArray()));
    assertThat(read.timesMillis())
        .containsExactly(points.values().stream().mapToLong(Point::time).toArray());
  }

  private static long[] bits(double[] values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(values[i]);
    }
    return bits;
  }

  private static void assertSummary(MetricSummary summary, TreeMap<Long, Point> points) {
    Point last = points.lastEntry().getValue();
    double[] finite =
        points.values().stream().mapToDouble(Point::value).filter(Double::isFinite).toArray();
    assertThat(summary.points()).isEqualTo(points.size());
    assertThat(summary.lastStep()).isEqualTo(last.step);
    assertThat(summary.lastTime()).isEqualTo(Instant.ofEpochMilli(last.time));
    assertThat((Double) summary.lastValue()).isEqualTo((Double) last.value);
    assertThat(summary.min()).isEqualTo((Double) Arrays.stream(finite).min().orElse(Double.NaN));
    assertThat(summary.max()).isEqualTo((Double) Arrays.stream(finite).max().orElse(Double.NaN));
  }

  @Test
  void a_point_between_the_last_that_is_shared_and_the_step_of_the_rewinding_is_there_once() {
    RunId run = store.newRun();
    for (long step : new long[] {0, 16}) {
      appendOne(run, step, 1);
    }
    store.branches.branch(run, run, 11);
    for (long step : new long[] {7, 31}) {
      appendOne(run, step, 1);
    }
    store.flush(run);
    appendOne(run, 11, 1);

    assertThat(store.series.points(run, "store/a", 0, 99, 10).steps())
        .containsExactly(0, 7, 11, 31);
  }

  private void appendOne(RunId run, long step, double value) {
    store.append(run, batch(List.of(new Point(0, step, 0, value))));
  }

  @Test
  void the_version_changes_with_every_commit_and_only_then() {
    RunId run = store.newRun();
    RunId other = store.newRun();
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      versions.add(store.series.version(List.of(run)));
      appendOne(run, 1, 1);
    }
    String before = store.series.version(List.of(run));
    appendOne(other, 1, 1);

    assertThat(versions).doesNotHaveDuplicates().doesNotContain(before);
    assertThat(store.series.version(List.of(run))).isEqualTo(before);
    assertThat(store.series.version(List.of(run, other)))
        .isEqualTo(store.series.version(List.of(other, run)));
  }

  @Test
  void rows_that_become_chunks_and_are_followed_by_as_many_change_the_version() {
    RunId run = store.newRun();
    appendOne(run, 1, 1);
    String before = store.series.version(List.of(run));
    store.flush(run);
    String flushed = store.series.version(List.of(run));
    appendOne(run, 2, 1);

    assertThat(Set.of(before, flushed, store.series.version(List.of(run)))).hasSize(3);
  }

  @Test
  void a_row_that_becomes_visible_after_a_later_one_changes_the_version() {
    RunId run = store.newRun();
    byte[] payload = payload(1);
    String[] versions = new String[2];
    store.db.transaction(
        slow -> {
          insert(slow.dsl(), run, payload); // takes its number first
          appendOne(run, 2, 2);
          versions[0] = store.series.version(List.of(run));
          assertThat(points(run)).isEqualTo(1);
        });
    versions[1] = store.series.version(List.of(run));

    assertThat(versions[0]).isNotEqualTo(versions[1]);
    assertThat(points(run)).isEqualTo(2);
  }

  @Test
  void a_row_that_becomes_visible_after_it_was_flushed_around_is_kept() {
    RunId run = store.newRun();
    store.db.transaction(
        slow -> {
          insert(slow.dsl(), run, payload(1));
          appendOne(run, 2, 2);
          store.flush(run);
        });
    store.flush(run);

    assertThat(store.series.points(run, "store/a", 0, 9, 10).steps()).containsExactly(1, 2);
  }

  private byte[] payload(long step) {
    int id = requireNonNull(ids.get(METRICS.getFirst()));
    try (TailCodec codec = new TailCodec()) {
      return codec.encode(
          new PointBatch(new int[] {id}, new long[] {step}, new long[] {0}, new double[] {0}));
    }
  }

  private static void insert(DSLContext db, RunId run, byte[] payload) {
    db.insertInto(METRIC_TAIL, METRIC_TAIL.RUN_ID, METRIC_TAIL.N, METRIC_TAIL.PAYLOAD)
        .values(run.value(), 1, payload)
        .execute();
  }

  private long points(RunId run) {
    return store.series.metrics(run).stream().mapToLong(MetricSummary::points).sum();
  }

  @Test
  void the_tail_of_a_run_that_is_gone_is_thrown_away() {
    RunId run = RunId.next();
    appendOne(run, 1, 1);
    store.flush(run);

    assertThat(store.series.metrics(run)).isEmpty();
    assertThat(store.db.fetchCount(METRIC_TAIL, METRIC_TAIL.RUN_ID.eq(run.value()))).isZero();
  }

  @Test
  void series_come_in_the_order_of_the_query() {
    List<RunId> runs = List.of(store.newRun(), store.newRun());
    for (RunId run : runs) {
      store.append(run, batch(List.of(new Point(0, 0, 0, 0), new Point(2, 0, 0, 0))));
    }
    List<BucketedSeries> read =
        store
            .series
            .read(
                SeriesQuery.whole(
                    runs.reversed(), List.of("store/c", "no such metric", "store/a"), 10))
            .series();

    assertThat(read)
        .extracting(s -> runs.indexOf(s.run()) + s.metric())
        .containsExactly("1store/c", "1store/a", "0store/c", "0store/a");
  }

  @Test
  void a_payload_that_is_broken_says_so() {
    RunId run = store.newRun();
    insert(store.db, run, new byte[] {9, 0});

    assertThatExceptionOfType(CorruptPayload.class)
        .isThrownBy(() -> store.series.metrics(run))
        .withMessageContaining("format 9");
  }

  @Test
  void names_keep_their_numbers_whoever_asks() {
    Map<String, Integer> first = store.names.findOrAdd(List.of("names/1", "names/2", "names/1"));

    assertThat(new MetricNames(store.db).findOrAdd(List.of("names/2", "names/1"))).isEqualTo(first);
    assertThat(new MetricNames(store.db).find(Set.of("names/1", "names/unknown")))
        .containsOnlyKeys("names/1");
    assertThat(new MetricNames(store.db).names(first.values()))
        .containsValues("names/1", "names/2");
  }

  @Test
  void names_added_by_many_at_once_get_one_number_each() throws Exception {
    List<String> names = IntStream.range(0, 300).mapToObj("crowd/%d"::formatted).toList();
    Callable<Map<String, Integer>> forwards = () -> new MetricNames(store.db).findOrAdd(names);
    Callable<Map<String, Integer>> backwards =
        () -> new MetricNames(store.db).findOrAdd(names.reversed());
    Set<Map<String, Integer>> results = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Map<String, Integer>> result :
          threads.invokeAll(List.of(forwards, backwards, forwards, backwards, forwards))) {
        results.add(result.get());
      }
    }

    assertThat(results).singleElement().satisfies(ids -> assertThat(ids).hasSize(300));
  }
}
