package dev.assay.evaluation;

import java.util.function.IntPredicate;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * Whether two sets of decisions on the same rows are right as often (McNemar 1947). Only rows count
 * on which one is right and the other wrong.
 *
 * @param onlyOne rows on which only the first is right
 * @param onlyOther rows on which only the second is right
 */
public record McNemar(long onlyOne, long onlyOther) {

  /** At the threshold: p ≥ t is a yes. Weights are not counted. */
  public static McNemar of(Binary one, Binary other, double threshold) {
    Pairing.check(one, other);
    return of(
        one.size(),
        i -> one.p[i] >= threshold == (one.y[i] == 1),
        i -> other.p[i] >= threshold == (other.y[i] == 1));
  }

  /** Of the most probable classes. Weights are not counted. */
  public static McNemar of(Multiclass one, Multiclass other) {
    Pairing.check(one, other);
    return of(one.size(), i -> one.top(i) == one.y[i], i -> other.top(i) == other.y[i]);
  }

  private static McNemar of(int rows, IntPredicate oneIsRight, IntPredicate otherIsRight) {
    long onlyOne = 0;
    long onlyOther = 0;
    for (int i = 0; i < rows; i++) {
      boolean one = oneIsRight.test(i);
      boolean other = otherIsRight.test(i);
      onlyOne += one && !other ? 1 : 0;
      onlyOther += other && !one ? 1 : 0;
    }
    return new McNemar(onlyOne, onlyOther);
  }

  /** Of two sides, exact: binomial with ½; 1 where no row differs. */
  public double exactP() {
    int n = Math.toIntExact(onlyOne + onlyOther);
    int fewer = (int) Math.min(onlyOne, onlyOther);
    return n == 0
        ? 1
        : Math.min(1, 2 * new BinomialDistribution(n, 0.5).cumulativeProbability(fewer));
  }

  /** χ² of one degree of freedom with Edwards' correction (|b − c| − 1)²/(b + c); 0 for no row. */
  public double corrected() {
    double off = Math.max(0, Math.abs(onlyOne - onlyOther) - 1);
    long n = onlyOne + onlyOther;
    return n == 0 ? 0 : off * off / n;
  }

  public double correctedP() {
    return 1 - new ChiSquaredDistribution(1).cumulativeProbability(corrected());
  }
}
