package dev.assay.scaling;

import java.util.Arrays;

/**
 * E + Σₖ Aₖ / xₖ^αₖ, in this order of terms: the powers, then the floor. Each x is counted from its
 * geometric mean, so that coefficients and exponents are told apart as well as they can be, and a
 * change of units changes coefficients only.
 *
 * @param logs ln x, (K, n)
 * @param centres mean of ln x, (K)
 */
record PowerTerms(double[][] logs, double[] centres) implements Terms {
  static PowerTerms of(double[]... logs) {
    double[] centres =
        Arrays.stream(logs).mapToDouble(l -> Arrays.stream(l).average().orElseThrow()).toArray();
    return new PowerTerms(logs, centres);
  }

  @Override
  public int points() {
    return logs[0].length;
  }

  @Override
  public int terms() {
    return logs.length + 1;
  }

  @Override
  public int shapes() {
    return logs.length;
  }

  @Override
  public double log(int term, int point, double[] shapes) {
    return term == logs.length ? 0 : shapes[term] * slope(term, term, point, shapes);
  }

  @Override
  public double slope(int term, int shape, int point, double[] shapes) {
    return term == shape ? centres[term] - logs[term][point] : 0;
  }

  /** A, or E, from its parameters. */
  double coefficient(int term, double[] theta) {
    double shift = term == logs.length ? 0 : theta[terms() + term] * centres[term];
    return Math.exp(theta[term] + shift);
  }
}
