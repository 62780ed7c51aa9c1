package dev.assay.series;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runs.RunId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Series that are read from what sums them up. */
class LargeSeriesTest {
  private final StoreDatabase store = StoreDatabase.get();
  private final int metric = id("large/x");

  private int id(String name) {
    return requireNonNull(store.names.findOrAdd(List.of(name)).get(name));
  }

  private static long time(long step) {
    return 1_767_225_600_000L + 250 * step;
  }

  /** Points at every {@code stride}-th step. */
  private static PointBatch points(int metric, long firstStep, int n, int stride) {
    SplittableRandom random = new SplittableRandom(firstStep);
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    for (int i = 0; i < n; i++) {
      points.metricIds()[i] = metric;
      points.steps()[i] = firstStep + (long) i * stride;
      points.timesMillis()[i] = time(points.steps()[i]);
      points.values()[i] =
          random.nextInt(1000) == 0 ? Double.NaN : (float) random.nextGaussian(2, 0.1);
    }
    return points;
  }

  private static void put(TreeMap<Long, Double> expected, PointBatch points) {
    for (int i = 0; i < points.size(); i++) {
      expected.put(points.steps()[i], points.values()[i]);
    }
  }

  private List<Integer> chunkSizes(RunId run) {
    return store
        .db
        .fetch(
            "select n from metric_chunk where branch_id = ? and metric_id = ? order by first_step",
            run.value(),
            metric)
        .map(r -> r.get(0, Integer.class));
  }

  private BucketedSeries read(RunId run, Axis axis, int buckets, double from, double to) {
    return store
        .series
        .read(new SeriesQuery(List.of(run), List.of("large/x"), buckets, axis, from, to, null))
        .series()
        .getFirst();
  }

  /** Buckets hold the next so many points each, exactly summed up. */
  private static void assertEnvelope(BucketedSeries read, TreeMap<Long, Double> expected) {
    long[] steps = expected.keySet().stream().mapToLong(Long::longValue).toArray();
    double[] values = expected.values().stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(read.points()).isEqualTo(values.length);
    int from = 0;
    for (int i = 0; i < read.size(); i++) {
      int to = from + read.count()[i];
      Values all = Values.of(values, from, to);
      assertThat(read.step()[i]).isEqualTo(steps[from]);
      assertThat((Double) read.min()[i]).isEqualTo((Double) all.min());
      assertThat((Double) read.max()[i]).isEqualTo((Double) all.max());
      assertThat(read.mean()[i])
          .isCloseTo(all.mean(), org.assertj.core.api.Assertions.within(1e-12));
      assertThat((Double) read.last()[i]).isEqualTo((Double) all.last());
      assertThat((long) read.nonFinite()[i]).isEqualTo(all.nonFinite());
      from = to;
    }
    assertThat(from).isEqualTo(values.length);
  }

  @ParameterizedTest
  @CsvSource({"100, 3000, 1", "800, 900, 10", "20000, 30, 1"})
  void chunks_grow_until_they_are_full_however_points_come(int atOnce, int times, int stride) {
    RunId run = store.newRun();
    TreeMap<Long, Double> expected = new TreeMap<>();
    for (int i = 0; i < Math.min(times, 400_000 / atOnce); i++) {
      PointBatch points = points(metric, (long) i * atOnce * stride, atOnce, stride);
      put(expected, points);
      store.append(run, points);
      store.flush(run);
    }

    List<Integer> sizes = chunkSizes(run);
    assertThat(sizes.stream().filter(n -> n < 4096).count()).isLessThan(30);
    assertThat(sizes).allMatch(n -> n <= 8192);
    for (int buckets : new int[] {50, 400, 1000}) {
      assertEnvelope(
          read(run, new Axis.Step(), buckets, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
          expected);
    }
    store.compaction.seal(run);
    assertThat(chunkSizes(run).stream().filter(n -> n < 4096).count()).isLessThanOrEqualTo(1);
  }

  @Test
  void a_series_of_more_than_a_million_points_has_larger_chunks_and_the_same_content() {
    RunId run = store.newRun();
    TreeMap<Long, Double> expected = new TreeMap<>();
    int atOnce = 60_000;
    for (int i = 0; i < 20; i++) {
      PointBatch points = points(metric, (long) i * atOnce, atOnce, 1);
      put(expected, points);
      store.append(run, points);
      store.flush(run);
    }

    assertThat(chunkSizes(run)).allMatch(n -> n <= 65_536).anyMatch(n -> n > 32_768);
    assertEnvelope(
        read(run, new Axis.Step(), 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
        expected);
    assertThat(store.series.metrics(run))
        .singleElement()
        .satisfies(m -> assertThat(m.points()).isEqualTo(1_200_000));
    // a late point in the middle, and one in the tail
    for (long step : new long[] {5, 600_000}) {
      PointBatch late =
          new PointBatch(new int[] {metric}, new long[] {step}, new long[] {0}, new double[] {1e6});
      put(expected, late);
      store.append(run, late);
      assertEnvelope(
          read(run, new Axis.Step(), 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
          expected);
    }
    store.flush(run);
    assertEnvelope(
        read(run, new Axis.Step(), 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
        expected);
  }

  @Test
  void a_range_is_cut_to_the_step_and_to_the_millisecond() {
    RunId run = store.newRun();
    TreeMap<Long, Double> expected = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      PointBatch points = points(metric, i * 10_000L, 10_000, 1);
      put(expected, points);
      store.append(run, points);
      if (i != 19) {
        store.flush(run);
      }
    }
    long[][] ranges = {{0, 199_999}, {1234, 187_654}, {150_001, 150_003}, {100, 60_000}};

    for (long[] range : ranges) {
      TreeMap<Long, Double> inRange =
          new TreeMap<>(expected.subMap(range[0], true, range[1], true));
      assertEnvelope(read(run, new Axis.Step(), 300, range[0], range[1]), inRange);
      BucketedSeries byTime = read(run, new Axis.Time(), 300, time(range[0]), time(range[1]));
      assertEnvelope(byTime, inRange);
      for (int i = 0; i < byTime.size(); i++) {
        assertThat(requireNonNull(byTime.x())[i]).isEqualTo(time(byTime.step()[i]));
      }
    }
    assertThat(read(run, new Axis.Step(), 300, 500_000, 600_000).size()).isZero();
    BucketedSeries relative =
        read(run, new Axis.RelativeTime(), 300, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(requireNonNull(relative.x())[0]).isEqualTo(time(0) - 1_767_225_600_000L);
  }

  @Test
  void a_series_is_drawn_against_another() {
    RunId run = store.newRun();
    int tokens = id("large/tokens");
    int n = 100_000;
    PointBatch x = points(tokens, 0, n / 10, 10); // every tenth step
    for (int i = 0; i < x.size(); i++) {
      x.values()[i] = 512.0 * x.steps()[i] + 512;
    }
    store.append(run, x);
    PointBatch y = points(metric, 0, n, 1);
    store.append(run, y);
    store.flush(run);
    Axis axis = new Axis.Metric("large/tokens");

    BucketedSeries all = read(run, axis, 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(all.points()).isEqualTo(n);
    for (int i = 0; i < all.size(); i++) {
      double exact = 512.0 * (all.step()[i] / 10 * 10) + 512;
      assertThat(requireNonNull(all.x())[i])
          .isCloseTo(exact, org.assertj.core.api.Assertions.within(512.0 * 200));
    }
    // where all points are read the position is exact
    BucketedSeries part = read(run, axis, 400, 1_000_000, 2_000_000);
    TreeMap<Long, Double> inRange = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      double at = 512.0 * (i / 10 * 10) + 512;
      if (at >= 1_000_000 && at <= 2_000_000) {
        inRange.put((long) i, y.values()[i]);
      }
    }
    assertEnvelope(part, inRange);
    SeriesQuery unknown =
        new SeriesQuery(List.of(run), List.of("large/x"), 400, new Axis.Metric("none"), 0, 1, null);
    assertThat(store.series.read(unknown).series()).isEmpty();
  }

  @Test
  void points_are_left_out_where_the_axis_is_not_finite() {
    RunId run = store.newRun();
    int n = 1000;
    PointBatch x = points(id("large/diverging"), 0, n, 1);
    for (int i = 0; i < n; i++) {
      x.values()[i] =
          i < 900 ? i : i % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    store.append(run, x);
    store.append(run, points(metric, 0, n, 1));
    Axis axis = new Axis.Metric("large/diverging");

    for (int buckets : new int[] {10, n}) {
      BucketedSeries read =
          read(run, axis, buckets, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
      assertThat(read.points()).isEqualTo(900);
      assertThat(IntStream.of(read.count()).sum()).isEqualTo(900);
      assertThat(read.size()).isLessThanOrEqualTo(buckets);
    }
  }

  @Test
  void pages_of_points_are_the_whole_series() {
    RunId run = store.newRun();
    PointBatch points = points(metric, 7, 50_000, 3);
    store.append(run, points);
    store.flush(run);
    Long next = 0L;
    int read = 0;
    while (next != null) {
      Series.Points page = store.series.points(run, "large/x", next, Long.MAX_VALUE, 7000);
      for (int i = 0; i < page.steps().length; i++, read++) {
        assertThat(page.steps()[i]).isEqualTo(points.steps()[read]);
        assertThat(page.timesMillis()[i]).isEqualTo(points.timesMillis()[read]);
        assertThat(Double.doubleToRawLongBits(page.values()[i]))
            .isEqualTo(Double.doubleToRawLongBits(points.values()[read]));
      }
      next = page.nextStep();
    }
    assertThat(read).isEqualTo(50_000);
  }

  @Test
  void pages_do_not_depend_on_how_far_apart_points_are() {
    RunId run = store.newRun();
    store.append(run, points(metric, 0, 100_000, 1));
    store.append(run, points(metric, 1L << 52, 1, 1));
    store.flush(run);
    store.append(run, points(metric, 1L << 53, 1, 1));
    store.append(run, points(metric, 50_000, 10, 1));

    assertThat(store.series.points(run, "large/x", 0, Long.MAX_VALUE, 2).steps())
        .containsExactly(0, 1);
    Series.Points page = store.series.points(run, "large/x", 49_999, Long.MAX_VALUE, 12);
    assertThat(page.steps()[11]).isEqualTo(50_010);
    assertThat(page.nextStep()).isEqualTo(50_011);
    assertThat(store.series.points(run, "large/x", 99_999, Long.MAX_VALUE, 9).steps())
        .containsExactly(99_999, 1L << 52, 1L << 53);
  }

  @Test
  void a_fork_shares_what_lies_before_and_neither_sees_the_other_go_on() {
    RunId run = store.newRun();
    PointBatch points = points(metric, 0, 50_000, 1);
    store.append(run, points);
    RunId fork = store.newRun();
    store.branches.branch(run, fork, 30_000);
    store.append(fork, points(metric, 30_001, 100, 1));
    store.append(run, points(metric, 50_000, 100, 1));
    TreeMap<Long, Double> expected = new TreeMap<>();
    put(expected, points);
    TreeMap<Long, Double> ofFork = new TreeMap<>(expected.headMap(30_000L, true));
    put(ofFork, points(metric, 30_001, 100, 1));

    assertEnvelope(
        read(fork, new Axis.Step(), 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
        ofFork);
    store.flush(fork);
    assertThat(chunkSizes(fork)).as("nothing is copied").isEmpty();
    assertThat(
            store
                .db
                .fetchSingle(
                    "select sum(n) from metric_chunk where branch_id in"
                        + " (select branch_id from metric_lineage where run_id = ? and to_step is null)",
                    fork.value())
                .get(0, Integer.class))
        .isEqualTo(100);
    assertEnvelope(
        read(fork, new Axis.Step(), 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
        ofFork);
    store.branches.purge(run);
    store.db.execute("delete from run where id = ?", run.value());
    assertEnvelope(
        read(fork, new Axis.Step(), 400, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
        ofFork);
    store.branches.purge(fork);
    assertThat(
            store.db.fetchCount(
                store
                    .db
                    .selectFrom("metric_chunk")
                    .where(
                        "metric_id = "
                            + metric
                            + " and branch_id in ('"
                            + run
                            + "','"
                            + fork
                            + "')")))
        .isZero();
  }

  @Test
  void merging_rewrites_a_point_a_few_times_and_no_more() {
    // points come 20 at a time: log8(8192 / 20) is 2.9
    int[] open = {};
    long rewritten = 0;
    for (int i = 1; i <= 50_000; i++) {
      int absorbed = MergePolicy.absorbed(open, 20, 20L * i);
      int from = open.length - absorbed;
      int merged = 20 + IntStream.of(open).skip(from).sum();
      rewritten += merged;
      open =
          MergePolicy.open(
              IntStream.concat(IntStream.of(open).limit(from), IntStream.of(merged)).toArray(),
              20L * i);
      assertThat(open.length).isLessThan(32);
    }
    assertThat(rewritten / (20.0 * 50_000)).isLessThan(5);
  }
}
