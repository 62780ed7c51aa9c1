package dev.assay.datasets;

import dev.assay.drift.QuantileBins;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers by bins of one width, [a, b), the last with its upper edge. Where a few values lie far
 * out, the bins are of what lies between the quantiles 0.005 and 0.995, and the others are counted
 * beside.
 *
 * @param edges one more than there are counts; none without values
 * @param below how many are below the first edge
 * @param above how many are above the last
 */
public record Histogram(List<Double> edges, List<Long> counts, long below, long above) {
  private static final int BINS = 30;
  private static final double TAIL = 0.005;

  /** How much wider than what lies between may be what is shown. */
  private static final double FAR_OUT = 3;

  /**
   * @param sorted rising, finite
   */
  static Histogram of(double[] sorted) {
    return of(edges(sorted), sorted);
  }

  /** By edges that another sample gave. */
  static Histogram of(List<Double> edges, double[] values) {
    if (edges.isEmpty()) {
      return new Histogram(List.of(), List.of(), 0, 0);
    }
    int bins = edges.size() - 1;
    double from = edges.getFirst();
    double to = edges.getLast();
    long[] counts = new long[bins];
    long below = 0;
    long above = 0;
    for (double value : values) {
      if (value < from) {
        below++;
      } else if (value > to) {
        above++;
      } else {
        counts[Math.min(bins - 1, (int) ((value - from) / (to - from) * bins))]++;
      }
    }
    List<Long> boxed = new ArrayList<>();
    for (long count : counts) {
      boxed.add(count);
    }
    return new Histogram(edges, boxed, below, above);
  }

  /** That show a sample. */
  static List<Double> edges(double[] sorted) {
    if (sorted.length == 0) {
      return List.of();
    }
    double from = sorted[0];
    double to = sorted[sorted.length - 1];
    double low = QuantileBins.quantile(sorted, TAIL);
    double high = QuantileBins.quantile(sorted, 1 - TAIL);
    if (high > low && to - from > FAR_OUT * (high - low)) {
      from = low;
      to = high;
    }
    if (from == to) { // one value: a bin around it
      double half = Math.max(Math.abs(from) * 1e-3, 0.5);
      return List.of(from - half, from + half);
    }
    List<Double> edges = new ArrayList<>();
    for (int b = 0; b <= BINS; b++) {
      edges.add(b == BINS ? to : from + (to - from) / BINS * b);
    }
    return edges;
  }
}
