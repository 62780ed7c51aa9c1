package dev.assay.series;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runs.RunId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a client jumps: a year back, and later forward again. */
class ClockJumpTest {
  private static final int N = 9_000;
  private static final long START = 1_767_225_600_000L; // when runs of the store were started
  private static final long YEAR = Duration.ofDays(365).toMillis();

  private final StoreDatabase store = StoreDatabase.get();
  private final int metric = requireNonNull(store.names.findOrAdd(List.of("jump/x")).get("jump/x"));
  private final RunId run = store.newRun();

  private static long time(int step) {
    boolean back = step >= N / 3 && step < 2 * N / 3;
    return START + 250L * step - (back ? YEAR : 0);
  }

  /** The first parts are flushed, the rest stays in the tail. */
  private void write(int parts, int flushed) {
    int n = N / parts;
    for (int part = 0; part < parts; part++) {
      int first = part * n;
      store.append(
          run,
          new PointBatch(
              IntStream.range(0, n).map(_ -> metric).toArray(),
              IntStream.range(first, first + n).asLongStream().toArray(),
              IntStream.range(first, first + n).mapToLong(ClockJumpTest::time).toArray(),
              IntStream.range(first, first + n).asDoubleStream().toArray()));
      if (part < flushed) {
        store.flush(run);
      }
    }
  }

  private BucketedSeries read(Axis axis, int buckets, double from, double to) {
    return store
        .series
        .read(new SeriesQuery(List.of(run), List.of("jump/x"), buckets, axis, from, to, null))
        .series()
        .getFirst();
  }

  private BucketedSeries read(Axis axis, int buckets) {
    return read(axis, buckets, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8})
  void points_are_kept_as_they_came(int flushed) {
    write(8, flushed);
    Series.Points points = store.series.points(run, "jump/x", 0, Long.MAX_VALUE, N + 1);

    assertThat(points.steps()).hasSize(N);
    assertThat(points.timesMillis())
        .containsExactly(IntStream.range(0, N).mapToLong(ClockJumpTest::time).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8})
  void every_point_is_in_one_bucket_on_every_axis(int flushed) {
    write(8, flushed);
    for (Axis axis : List.of(new Axis.Step(), new Axis.Time(), new Axis.RelativeTime())) {
      for (int buckets : new int[] {1, 7, 400, 10_000}) {
        BucketedSeries read = read(axis, buckets);
        assertThat(read.size()).isBetween(1, buckets);
        assertThat(read.points()).isEqualTo(N);
        assertThat(IntStream.of(read.count()).sum()).as("%s %d", axis, buckets).isEqualTo(N);
        assertThat(Arrays.stream(read.min()).min()).hasValue(0);
        assertThat(Arrays.stream(read.max()).max()).hasValue(N - 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8})
  void buckets_stand_in_the_order_of_the_axis(int flushed) {
    write(8, flushed);
    double[] x = requireNonNull(read(new Axis.Time(), 400).x());

    assertThat(x).isSorted();
    assertThat(x[0]).isBetween((double) START - YEAR, (double) START - YEAR + 250.0 * N);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8})
  void ranges_of_time_that_touch_have_each_point_once(int flushed) {
    write(8, flushed);
    for (long cut : new long[] {START - YEAR + 1_250_000, START, START + 333_250, START + YEAR}) {
      BucketedSeries before = read(new Axis.Time(), 400, Double.NEGATIVE_INFINITY, cut - 1);
      BucketedSeries after = read(new Axis.Time(), 400, cut, Double.POSITIVE_INFINITY);
      BucketedSeries relative =
          read(new Axis.RelativeTime(), 400, cut - START, Double.POSITIVE_INFINITY);
      long exact = IntStream.range(0, N).filter(step -> time(step) >= cut).count();

      assertThat(after.points()).isEqualTo(exact);
      assertThat(before.points()).isEqualTo(N - exact);
      assertThat(IntStream.of(after.count()).sum()).isEqualTo((int) exact);
      assertThat(relative.points()).isEqualTo(exact);
    }
  }
}
