package dev.assay.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows from the least probability to the largest, and where they are cut: what stays as it is when
 * rows are drawn anew with counts (a resample), so that a resample needs no sorting.
 *
 * <p>A <b>segment</b> is what no metric divides further: it lies in one bin of equal width, on one
 * side of the threshold and in one cell of the grid of smECE. A <b>unit</b> is a run of rows that
 * isotonic regression gives one value whatever the weights: no probability is divided, and a label
 * 1 is never followed by a 0 outside of it.
 */
final class Ranked {
  static final int BINS = 15; // Guo et al. 2017
  static final double THRESHOLD = 0.5;

  private static final byte LABEL = 1;
  private static final byte LAST_OF_EQUAL = 2; // seen from above: no row below has this probability
  private static final byte UNIT = 4; // the same, and a unit begins here

  final double[] p;
  final byte[] flags;
  final double[] nll;
  final int[] order;
  final double @Nullable [] w;

  /** Segment s has rows cuts[s] to cuts[s + 1], all in bin bin[s] and cell cell[s]. */
  final int[] cuts;

  final int[] bin;
  final int[] cell;
  final int cells;

  /** The first row of which p is at or above the threshold. */
  final int firstPositive;

  final int units;

  private Ranked(Binary rows, int cells) {
    this.order = RadixSort.order(rows.p);
    int n = order.length;
    this.p = new double[n];
    this.flags = new byte[n];
    this.nll = new double[n];
    this.w = scaled(rows.w, order);
    this.cells = cells;
    for (int i = 0; i < n; i++) {
      p[i] = rows.p[order[i]];
      flags[i] = rows.y[order[i]];
      nll[i] = LogLoss.of(p[i], flags[i]);
    }
    this.units = mark();
    this.firstPositive = countBelow(THRESHOLD);
    this.cuts = cuts();
    this.bin = new int[cuts.length - 1];
    this.cell = new int[cuts.length - 1];
    Arrays.setAll(bin, s -> Bins.widthBin(p[cuts[s]], BINS));
    Arrays.setAll(cell, s -> Math.min((int) (p[cuts[s]] * cells), cells - 1));
  }

  /**
   * @param cells of the grid of smECE
   */
  static Ranked of(Binary rows, int cells) {
    return new Ranked(rows, cells);
  }

  int size() {
    return p.length;
  }

  int segments() {
    return bin.length;
  }

  /** So that the mean is 1, and what is added to a density means the same. */
  private static double @Nullable [] scaled(double @Nullable [] weights, int[] order) {
    if (weights == null) {
      return null;
    }
    double mean = Arrays.stream(weights).sum() / weights.length;
    return Arrays.stream(order).mapToDouble(i -> weights[i] / mean).toArray();
  }

  /**
   * Flags of rows, from below.
   *
   * @return how many units there are
   */
  private int mark() {
    int found = 0;
    boolean zeroBefore = false; // the unit so far has a 0
    int i = 0;
    while (i < p.length) {
      int end = i + 1;
      boolean one = isPositive(i);
      boolean zero = !one;
      while (end < p.length && p[end] == p[i]) {
        one |= isPositive(end);
        zero |= !isPositive(end);
        end++;
      }
      flags[i] |= LAST_OF_EQUAL;
      if (i == 0 || (zeroBefore && one)) {
        flags[i] |= UNIT;
        found++;
        zeroBefore = zero;
      } else {
        zeroBefore |= zero;
      }
      i = end;
    }
    return found;
  }

  private int[] cuts() {
    IntStream widths = IntStream.range(1, BINS).map(b -> countUpTo(Bins.widthEdge(b, BINS)));
    IntStream grid = gridCuts();
    return IntStream.concat(
            IntStream.concat(widths, grid), IntStream.of(0, firstPositive, p.length))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Where (int) (p cells) changes, by that very expression: an edge computed may be an ulp off. */
  private IntStream gridCuts() {
    return IntStream.range(1, p.length)
        .filter(i -> (int) (p[i] * cells) != (int) (p[i - 1] * cells));
  }

  private int countBelow(double value) {
    int low = 0;
    int high = p.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (p[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int countUpTo(double value) {
    return countBelow(Math.nextUp(value));
  }

  boolean isPositive(int i) {
    return (flags[i] & LABEL) != 0;
  }

  static boolean isLastOfEqual(byte flags) {
    return (flags & LAST_OF_EQUAL) != 0;
  }

  static int label(byte flags) {
    return flags & LABEL;
  }

  /** 1 where a unit begins. */
  static int unit(byte flags) {
    return flags >> 2;
  }
}
