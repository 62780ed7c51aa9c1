package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.List;

/** What decisions at a threshold get right and cost: p ≥ t is a yes. */
public final class Thresholds {
  public record Row(double threshold, Confusion confusion, double meanCost) {}

  private Thresholds() {}

  /**
   * @param thresholds in any order, the answer has theirs
   */
  public static List<Row> table(Binary rows, double[] thresholds, Costs costs) {
    int[] order = RadixSort.order(rows.p);
    double[][] above = above(rows, order);
    List<Row> table = new ArrayList<>();
    for (double threshold : thresholds) {
      table.add(row(threshold, above, first(rows, order, threshold), costs));
    }
    return table;
  }

  /**
   * The threshold of least cost on these rows: one of their probabilities, or just above the
   * largest, which is never a yes; of equal costs the largest. Chosen and reported on the same rows
   * it is too good.
   */
  public static Row cheapest(Binary rows, Costs costs) {
    int[] order = RadixSort.order(rows.p);
    double[][] above = above(rows, order);
    int n = order.length;
    Row best = row(Math.nextUp(rows.p[order[n - 1]]), above, n, costs);
    for (int i = n - 1; i >= 0; i--) {
      double p = rows.p[order[i]];
      if (i == 0 || rows.p[order[i - 1]] < p) {
        Row row = row(p, above, i, costs);
        best = row.meanCost < best.meanCost ? row : best;
      }
    }
    return best;
  }

  /** Σwy and Σw of ranks i and above. */
  private static double[][] above(Binary rows, int[] order) {
    double[][] above = new double[2][order.length + 1];
    for (int i = order.length - 1; i >= 0; i--) {
      double w = rows.weight(order[i]);
      above[0][i] = above[0][i + 1] + w * rows.y[order[i]];
      above[1][i] = above[1][i + 1] + w;
    }
    return above;
  }

  private static int first(Binary rows, int[] order, double threshold) {
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.p[order[middle]] < threshold) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Row row(double threshold, double[][] above, int from, Costs costs) {
    double right = above[0][from];
    double called = above[1][from];
    double positive = above[0][0];
    Confusion confusion =
        new Confusion(
            right, called - right, positive - right, above[1][0] - positive - (called - right));
    return new Row(threshold, confusion, confusion.meanCost(costs));
  }
}
