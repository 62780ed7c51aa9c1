package dev.assay.evaluation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Isotonic regression of the labels on the ranks: blocks of rows that get one value. */
final class Blocks {
  private final Ranked ranked;
  private final Pav pav;
  private final int[] groups; // where rows of another probability begin, and their end
  private final int count;

  Blocks(Ranked ranked) {
    this(ranked, null);
  }

  /**
   * @param labels instead of those of the rows, by rank
   */
  Blocks(Ranked ranked, byte @Nullable [] labels) {
    this.ranked = ranked;
    this.groups = new int[ranked.size() + 1];
    this.pav = new Pav(ranked.size());
    int found = 0;
    int from = 0;
    while (from < ranked.size()) {
      double weight = 0;
      double sum = 0;
      int i = from;
      for (; i < ranked.size() && ranked.p[i] == ranked.p[from]; i++) {
        double w = ranked.w == null ? 1 : ranked.w[i];
        int label = labels == null ? Ranked.label(ranked.flags[i]) : labels[i];
        weight += w;
        sum += w * label;
      }
      pav.add(weight, sum);
      groups[found++] = from;
      from = i;
    }
    groups[found] = ranked.size();
    this.count = found;
  }

  int count() {
    return pav.blocks;
  }

  double value(int block) {
    return pav.mean(block);
  }

  double weight(int block) {
    return pav.weight[block];
  }

  int firstRow(int block) {
    return block == 0 ? 0 : groups[pav.first[block]];
  }

  int endRow(int block) {
    return block + 1 == count() ? groups[count] : firstRow(block + 1);
  }

  /** The ends of all blocks. */
  Isotonic map() {
    double[] x = new double[2 * count()];
    double[] y = new double[2 * count()];
    int n = 0;
    for (int b = 0; b < count(); b++) {
      x[n] = ranked.p[firstRow(b)];
      y[n++] = value(b);
      double last = ranked.p[endRow(b) - 1];
      if (last > x[n - 1]) {
        x[n] = last;
        y[n++] = value(b);
      }
    }
    return new Isotonic(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
  }
}
