package dev.assay.evaluation;

/**
 * What a Brier score is made of, REL − RES + UNC (Murphy 1973, equation 7). It is exactly that of
 * forecasts rounded to the mean of their bin; of the forecasts themselves up to what varies inside
 * bins. {@link Corp} needs no bins.
 *
 * @param reliability Σ (n_b/n) (f_b − o_b)², 0 for perfect calibration
 * @param resolution Σ (n_b/n) (o_b − ō)², at most the uncertainty
 * @param uncertainty ō (1 − ō), at most ¼
 */
public record Murphy(double reliability, double resolution, double uncertainty) {
  public double brierOfBins() {
    return reliability - resolution + uncertainty;
  }
}
