package dev.assay.evaluation;

/**
 * What mistakes cost, 0 or more, in any unit. Calibrated probabilities cost least at the threshold
 * c_FP/(c_FP + c_FN) (Elkan 2001, equation 2).
 */
public record Costs(double falsePositive, double falseNegative) {
  public Costs {
    Findings findings = new Findings();
    check("falsePositive", falsePositive, findings);
    check("falseNegative", falseNegative, findings);
    findings.throwIfAny();
  }

  private static void check(String field, double cost, Findings findings) {
    if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
      findings.add(field, cost, "a finite cost is expected, 0 or more");
    }
  }

  /** NaN where both are 0. */
  public double bestThreshold() {
    return falsePositive / (falsePositive + falseNegative);
  }
}
