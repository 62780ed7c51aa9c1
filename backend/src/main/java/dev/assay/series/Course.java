package dev.assay.series;

import java.util.Arrays;
import java.util.List;

/**
 * The values of a metric by step, to draw other series against: tokens, FLOPs. At a step between
 * two points it has the value of the earlier one; where only sub-buckets were read, a value between
 * the last ones of two neighbours, in proportion.
 */
final class Course {
  private final long[] steps;
  private final double[] values;
  private final boolean exact;

  private Course(long[] steps, double[] values, boolean exact) {
    this.steps = steps;
    this.values = values;
    this.exact = exact;
  }

  static Course of(List<Piece> pieces) {
    boolean exact = pieces.stream().allMatch(Piece.Points.class::isInstance);
    int n =
        pieces.stream()
            .mapToInt(
                piece ->
                    switch (piece) {
                      case Piece.Points(var points) -> points.size();
                      case Piece.Summary(var parts, _, _) -> parts.size();
                    })
            .sum();
    long[] steps = new long[n];
    double[] values = new double[n];
    int at = 0;
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Points(var points) -> {
          System.arraycopy(points.steps(), 0, steps, at, points.size());
          System.arraycopy(points.values(), 0, values, at, points.size());
          at += points.size();
        }
        case Piece.Summary(var parts, var lastStep, _) -> {
          for (int i = 0; i < parts.size(); i++) { // the last value belongs to where it ends
            steps[at] = i + 1 < parts.size() ? parts.step()[i + 1] - 1 : lastStep;
            values[at] = parts.last()[i];
            at++;
          }
        }
      }
    }
    return new Course(steps, values, exact);
  }

  /** The value at a step; NaN before the first. */
  double at(long step) {
    int i = Arrays.binarySearch(steps, step);
    if (i >= 0) {
      return values[i];
    }
    int next = -i - 1;
    if (exact || next == steps.length || next == 0) {
      return next == 0 ? (exact || values.length == 0 ? Double.NaN : values[0]) : values[next - 1];
    }
    double share = (step - steps[next - 1]) / (double) (steps[next] - steps[next - 1]);
    return values[next - 1] + share * (values[next] - values[next - 1]);
  }

  /** A step before which all values are less. */
  long firstStep(double least) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= least) {
        return i == 0 ? 0 : steps[i - 1];
      }
    }
    return steps.length == 0 ? 0 : steps[steps.length - 1];
  }

  /** A step after which all values are greater. */
  long lastStep(double greatest) {
    for (int i = values.length - 1; i >= 0; i--) {
      if (values[i] <= greatest) {
        return i == values.length - 1 ? Long.MAX_VALUE : steps[i + 1];
      }
    }
    return steps.length == 0 ? -1 : steps[0];
  }
}
