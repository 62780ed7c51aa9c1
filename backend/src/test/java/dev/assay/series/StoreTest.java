package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_TAIL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.runs.RunId;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** A point of one of a few runs and metrics. */
  private record Point(int run, int metric, long step, long time, double value) {}

  @Provide
  Arbitrary<List<List<Point>>> commits() {
    Arbitrary<Point> points =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, METRICS.size() - 1),
                Arbitraries.longs().between(0, 20),
                Arbitraries.longs().between(0, 1_000_000),
                Arbitraries.oneOf(
                    Arbitraries.doubles(),
                    Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0)))
            .as(Point::new);
    return points.list().ofMaxSize(40).list().ofMaxSize(8);
  }

  @Property(tries = 100)
  void the_store_is_a_map_from_run_metric_and_step_to_the_last_write(
      @ForAll("commits") List<List<Point>> commits) {
    List<RunId> runs = Stream.generate(RunId::next).limit(3).toList();
    Map<RunId, Map<String, TreeMap<Long, Point>>> expected = new HashMap<>();
    for (List<Point> commit : commits) {
      append(runs, commit);
      for (Point p : commit) {
        expected
            .computeIfAbsent(runs.get(p.run), _ -> new HashMap<>())
            .computeIfAbsent(METRICS.get(p.metric), _ -> new TreeMap<>())
            .put(p.step, p);
      }
      assertStored(runs, expected);
    }
  }

  private void append(List<RunId> runs, List<Point> commit) {
    Map<String, Integer> ids = store.names.findOrAdd(METRICS);
    Map<RunId, PointBatch> batches =
        commit.stream()
            .collect(
                Collectors.groupingBy(
                    p -> runs.get(p.run),
                    Collectors.collectingAndThen(
                        Collectors.toList(), points -> batch(points, ids))));
    store.tail.append(batches);
  }

  private static PointBatch batch(List<Point> points, Map<String, Integer> ids) {
    return new PointBatch(
        points.stream().mapToInt(p -> ids.get(METRICS.get(p.metric))).toArray(),
        points.stream().mapToLong(Point::step).toArray(),
        points.stream().mapToLong(Point::time).toArray(),
        points.stream().mapToDouble(Point::value).toArray());
  }

  private void assertStored(
      List<RunId> runs, Map<RunId, Map<String, TreeMap<Long, Point>>> expected) {
    List<BucketedSeries> read =
        store.series.read(new SeriesQuery(runs, METRICS, 100, 0, Long.MAX_VALUE));
    Map<RunId, Map<String, MetricSummary>> latest = store.series.latest(runs, METRICS);

    assertThat(read).hasSize(expected.values().stream().mapToInt(Map::size).sum());
    for (BucketedSeries series : read) {
      TreeMap<Long, Point> points =
          requireNonNull(requireNonNull(expected.get(series.run())).get(series.metric()));
      assertThat(series.step()).containsExactly(points.keySet().toArray(Long[]::new));
      assertThat(series.last())
          .containsExactly(points.values().stream().mapToDouble(Point::value).toArray());
      Point last = points.lastEntry().getValue();
      assertThat(requireNonNull(latest.get(series.run())).get(series.metric()))
          .isEqualTo(
              new MetricSummary(
                  series.metric(),
                  points.size(),
                  last.step,
                  Instant.ofEpochMilli(last.time),
                  last.value));
    }
    assertThat(latest.keySet()).isEqualTo(expected.keySet());
    for (RunId run : runs) {
      assertThat(store.series.metrics(run)).extracting(MetricSummary::name).isSorted();
      assertThat(store.series.metrics(run))
          .containsExactlyInAnyOrderElementsOf(latest.getOrDefault(run, Map.of()).values());
    }
  }

  private void appendOne(RunId run, long step, double value) {
    append(List.of(run), List.of(new Point(0, 0, step, 0, value)));
  }

  @Test
  void the_version_changes_with_every_commit_and_only_then() {
    RunId run = RunId.next();
    RunId other = RunId.next();
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
  void a_row_that_becomes_visible_after_a_later_one_changes_the_version() {
    RunId run = RunId.next();
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

  private byte[] payload(long step) {
    int id = requireNonNull(store.names.findOrAdd(METRICS).get(METRICS.getFirst()));
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
  void a_run_larger_than_the_cache_is_read() {
    RunId run = RunId.next();
    Series series = store.newSeries(new SeriesSettings(10));
    append(List.of(run), IntStream.range(0, 100).mapToObj(i -> new Point(0, 0, i, i, i)).toList());

    for (int i = 0; i < 2; i++) {
      List<BucketedSeries> read =
          series.read(new SeriesQuery(List.of(run), METRICS, 10, 0, Long.MAX_VALUE));
      assertThat(read).singleElement().satisfies(s -> assertThat(s.points()).isEqualTo(100));
    }
  }

  @Test
  void series_come_in_the_order_of_the_query() {
    List<RunId> runs = List.of(RunId.next(), RunId.next());
    append(
        runs,
        List.of(new Point(0, 0, 0, 0, 0), new Point(0, 2, 0, 0, 0), new Point(1, 2, 0, 0, 0)));

    List<BucketedSeries> read =
        store.series.read(
            new SeriesQuery(
                runs.reversed(), List.of("store/c", "no such metric", "store/a"), 10, 0, 9));

    assertThat(read)
        .extracting(s -> runs.indexOf(s.run()) + s.metric())
        .containsExactly("1store/c", "0store/c", "0store/a");
  }

  @Test
  void a_payload_that_is_broken_says_so() {
    RunId run = RunId.next();
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
