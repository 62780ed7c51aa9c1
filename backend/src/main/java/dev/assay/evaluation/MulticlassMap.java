package dev.assay.evaluation;

/** A fitted recalibration of K classes: numbers only, so that it is JSON as it stands. */
public sealed interface MulticlassMap permits Temperature, Vector {

  /**
   * @param p n × K, rows that sum to 1
   * @return a new n × K, rows that sum to 1
   */
  double[] apply(double[] p, int classes);

  /** The same labels and weights, recalibrated. */
  default Multiclass apply(Multiclass rows) {
    return rows.with(apply(rows.p, rows.classes));
  }
}
