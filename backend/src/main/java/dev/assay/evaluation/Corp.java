package dev.assay.evaluation;

/**
 * Brier = MCB − DSC + UNC without bins: forecasts are compared with their isotonic recalibration
 * (Dimitriadis, Gneiting and Jordan 2021, equation 3).
 *
 * @param miscalibration what recalibration would gain, 0 or more
 * @param discrimination what the recalibrated forecast gains over the base rate, 0 or more
 * @param uncertainty Brier score of the base rate, ō (1 − ō)
 */
public record Corp(double miscalibration, double discrimination, double uncertainty) {
  public static Corp of(Binary rows) {
    return Tally.of(Ranked.of(rows, SmoothEce.LEAST_CELLS)).corp();
  }

  public double brier() {
    return miscalibration - discrimination + uncertainty;
  }
}
