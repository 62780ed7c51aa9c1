package dev.assay.evaluation;

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955): of sums that come one after
 * the other, blocks whose means rise. Linear in what comes.
 */
final class Pav {
  final double[] weight;
  final double[] sum;
  final int[] first;
  int blocks;
  private int added;

  Pav(int most) {
    this.weight = new double[most];
    this.sum = new double[most];
    this.first = new int[most];
  }

  void clear() {
    blocks = 0;
    added = 0;
  }

  /**
   * @param w of what comes next; 0 is passed over
   * @param s its Σwy
   */
  void add(double w, double s) {
    int at = added++;
    if (w <= 0) {
      return;
    }
    int b = blocks;
    while (b > 0 && sum[b - 1] * w >= s * weight[b - 1]) {
      b--;
      w += weight[b];
      s += sum[b];
      at = first[b];
    }
    weight[b] = w;
    sum[b] = s;
    first[b] = at;
    blocks = b + 1;
  }

  double mean(int b) {
    return sum[b] / weight[b];
  }

  /** Σ w (y − mean of its block)² for labels y of 0 and 1, where Σwy² = Σwy. */
  double squares() {
    double total = 0;
    for (int b = 0; b < blocks; b++) {
      total += sum[b] * (1 - sum[b] / weight[b]);
    }
    return total;
  }
}
