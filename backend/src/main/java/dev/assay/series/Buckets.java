package dev.assay.series;

import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the pieces of a series into the buckets of a {@link Grid}. A point goes where it lies; a
 * sub-bucket goes whole to where its first point lies. So every point is in exactly one bucket, and
 * least, greatest and last values are exact, while the border between two buckets may lie up to a
 * sub-bucket off.
 */
final class Buckets {
  /** Where points are on the axis. */
  interface Position {
    /** NaN for a point that is nowhere on it. */
    double of(long step, long timeMillis);
  }

  private static final Position BY_STEP = (step, _) -> step;

  private final Grid grid;
  private final double firstBucket;
  private final @Nullable Values[] values;
  private final long[] step;
  private final double[] x;

  private Buckets(Grid grid, double firstBucket, int most) {
    this.grid = grid;
    this.firstBucket = firstBucket;
    this.values = new Values[most];
    this.step = new long[most];
    this.x = new double[most];
  }

  /** A series by step. */
  static BucketedSeries bySteps(RunId run, String metric, List<Piece> pieces, Grid grid) {
    return cut(run, metric, pieces, BY_STEP, grid, false);
  }

  /**
   * A series on an axis other than the step.
   *
   * @param most buckets
   * @param from first place on the axis that counts
   * @param to last place that counts
   * @param least the least width of a bucket
   */
  static BucketedSeries on(
      RunId run,
      String metric,
      List<Piece> pieces,
      Position position,
      int most,
      double from,
      double to,
      double least) {
    Position within =
        (step, time) -> {
          double x = position.of(step, time);
          return x >= from && x <= to && Double.isFinite(x) ? x : Double.NaN;
        };
    Span span = Span.of(pieces, within);
    Grid grid =
        span.points <= most && pieces.stream().allMatch(Piece.Points.class::isInstance)
            ? Grid.EACH_POINT
            : Grid.of(span.lo, span.hi, most, least);
    return cut(run, metric, pieces, within, grid, true);
  }

  private static BucketedSeries cut(
      RunId run, String metric, List<Piece> pieces, Position position, Grid grid, boolean withX) {
    Span span = Span.of(pieces, position);
    if (span.points == 0) {
      return new Columns(0, withX).of(run, metric, 0, grid, null);
    }
    if (grid.width() == 0) {
      return eachPoint(run, metric, pieces, position, span, withX);
    }
    double first = grid.bucketOf(span.lo);
    Buckets buckets = new Buckets(grid, first, (int) (grid.bucketOf(span.hi) - first) + 1);
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Points(var points) -> buckets.add(points, position);
        case Piece.Summary(var parts, _, _) -> buckets.add(parts, position);
      }
    }
    return buckets.series(run, metric, span, withX);
  }

  /**
   * What lies on the axis.
   *
   * @param points how many
   */
  private record Span(double lo, double hi, long points, long lastStep) {
    static Span of(List<Piece> pieces, Position position) {
      double lo = Double.POSITIVE_INFINITY;
      double hi = Double.NEGATIVE_INFINITY;
      long points = 0;
      long lastStep = 0;
      for (Piece piece : pieces) {
        long[] steps =
            switch (piece) {
              case Piece.Points(var p) -> p.steps();
              case Piece.Summary(var parts, _, _) -> parts.step();
            };
        long[] times =
            switch (piece) {
              case Piece.Points(var p) -> p.timesMillis();
              case Piece.Summary(var parts, _, _) -> parts.timeMillis();
            };
        for (int i = 0; i < steps.length; i++) {
          double x = position.of(steps[i], times[i]);
          if (!Double.isNaN(x)) {
            lo = Math.min(lo, x);
            hi = Math.max(hi, x);
            points += piece instanceof Piece.Summary s ? s.parts().count()[i] : 1;
            lastStep =
                piece instanceof Piece.Summary s && i == steps.length - 1 ? s.lastStep() : steps[i];
          }
        }
      }
      return new Span(lo, hi, points, lastStep);
    }
  }

  /** Neighbours that go into the same bucket are summed up together, for an exact mean. */
  private void add(SeriesPoints points, Position position) {
    long[] steps = points.steps();
    long[] times = points.timesMillis();
    int n = points.size();
    for (int from = 0, to; from < n; from = to) {
      double here = position.of(steps[from], times[from]);
      to = from + 1;
      if (!Double.isNaN(here)) {
        double bucket = grid.bucketOf(here);
        while (to < n && grid.bucketOf(position.of(steps[to], times[to])) == bucket) {
          to++;
        }
        add(bucket, steps[from], here, Values.of(points.values(), from, to));
      }
    }
  }

  private void add(SubBuckets parts, Position position) {
    for (int i = 0; i < parts.size(); i++) {
      double here = position.of(parts.step()[i], parts.timeMillis()[i]);
      if (!Double.isNaN(here)) {
        add(grid.bucketOf(here), parts.step()[i], here, parts.values(i));
      }
    }
  }

  private void add(double bucket, long firstStep, double firstX, Values more) {
    int i = (int) (bucket - firstBucket);
    @Nullable Values before = values[i];
    if (before == null) {
      values[i] = more;
      step[i] = firstStep;
      x[i] = firstX;
    } else {
      values[i] = before.then(more);
    }
  }

  private BucketedSeries series(RunId run, String metric, Span span, boolean withX) {
    List<Integer> filled = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        filled.add(i);
      }
    }
    Columns columns = new Columns(filled.size(), withX);
    for (int i : filled) {
      columns.add(step[i], x[i], java.util.Objects.requireNonNull(values[i]));
    }
    return columns.of(run, metric, span.points, grid, span.lastStep);
  }

  private static BucketedSeries eachPoint(
      RunId run, String metric, List<Piece> pieces, Position position, Span span, boolean withX) {
    Columns columns = new Columns(Math.toIntExact(span.points), withX);
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Points(var points)) {
        for (int i = 0; i < points.size(); i++) {
          double x = position.of(points.steps()[i], points.timesMillis()[i]);
          if (!Double.isNaN(x)) {
            columns.add(points.steps()[i], x, Values.of(points.values(), i, i + 1));
          }
        }
      }
    }
    return columns.of(run, metric, span.points, Grid.EACH_POINT, span.lastStep);
  }

  /** The columns of the result, bucket by bucket. */
  private static final class Columns {
    private final long[] step;
    private final double @Nullable [] x;
    private final double[] min;
    private final double[] max;
    private final double[] mean;
    private final double[] last;
    private final int[] count;
    private final int[] nonFinite;
    private int size;

    Columns(int n, boolean withX) {
      step = new long[n];
      x = withX ? new double[n] : null;
      min = new double[n];
      max = new double[n];
      mean = new double[n];
      last = new double[n];
      count = new int[n];
      nonFinite = new int[n];
    }

    void add(long firstStep, double firstX, Values values) {
      step[size] = firstStep;
      if (x != null) {
        x[size] = firstX;
      }
      min[size] = values.min();
      max[size] = values.max();
      mean[size] = values.mean();
      last[size] = values.last();
      count[size] = Math.toIntExact(values.count());
      nonFinite[size] = Math.toIntExact(values.nonFinite());
      size++;
    }

    BucketedSeries of(RunId run, String metric, long points, Grid grid, @Nullable Long lastStep) {
      return new BucketedSeries(
          run,
          metric,
          points,
          grid.width(),
          null,
          lastStep,
          step,
          x,
          min,
          max,
          mean,
          last,
          count,
          nonFinite);
    }
  }
}
