package dev.assay.evaluation;

/** Whether the right class is among the k most probable; of equal ones the first go first. */
public final class TopK {
  private TopK() {}

  /** A share of weight, in [0, 1]. */
  public static double accuracy(Multiclass rows, int k) {
    if (k < 1) {
      Findings findings = new Findings();
      findings.add("k", k, "1 or more are looked at");
      findings.throwIfAny();
    }
    double right = 0;
    double all = 0;
    for (int i = 0; i < rows.size(); i++) {
      right += contains(rows, i, k) ? rows.weight(i) : 0;
      all += rows.weight(i);
    }
    return right / all;
  }

  static boolean contains(Multiclass rows, int row, int k) {
    int label = rows.y[row];
    double p = rows.probability(row, label);
    int before = 0;
    for (int c = 0; c < rows.classes; c++) {
      double other = rows.probability(row, c);
      before += other > p || (other == p && c < label) ? 1 : 0;
    }
    return before < k;
  }
}
