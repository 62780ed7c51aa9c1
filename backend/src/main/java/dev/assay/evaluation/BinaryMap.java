package dev.assay.evaluation;

import java.util.Arrays;

/** A fitted recalibration of a yes or no: numbers only, so that it is JSON as it stands. */
public sealed interface BinaryMap permits Temperature, Platt, Beta, Isotonic, Histogram {

  /**
   * @param p in [0, 1]
   * @return in [0, 1]
   */
  double apply(double p);

  default double[] apply(double[] p) {
    return Arrays.stream(p).map(this::apply).toArray();
  }

  /** The same labels and weights, recalibrated. */
  default Binary apply(Binary rows) {
    return rows.with(apply(rows.p));
  }
}
