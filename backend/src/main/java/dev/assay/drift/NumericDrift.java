package dev.assay.drift;

/**
 * How a column of numbers differs from its reference.
 *
 * @param bins of the reference's quantiles, for {@code psi} and {@code jensenShannon}
 * @param psi see {@link Psi}
 * @param jensenShannon see {@link JensenShannon}, [0, 1]
 * @param ks see {@link KolmogorovSmirnov}
 * @param wasserstein see {@link Wasserstein}, in the column's unit
 * @param wassersteinInSigmas in standard deviations of the reference; NaN when that is constant
 */
public record NumericDrift(
    QuantileBins bins,
    double psi,
    double jensenShannon,
    KolmogorovSmirnov ks,
    double wasserstein,
    double wassersteinInSigmas) {

  /** Of finite numbers in any order; all is NaN when a side has none. */
  public static NumericDrift of(double[] reference, double[] current) {
    double[] a = Samples.sorted("reference", reference);
    double[] b = Samples.sorted("current", current);
    QuantileBins bins = QuantileBins.ofSorted(a, QuantileBins.USUAL);
    long[] n = bins.counts(a);
    long[] m = bins.counts(b);
    double wasserstein = Wasserstein.ofSorted(a, b);
    double sigma = Wasserstein.sigma(a);
    return new NumericDrift(
        bins,
        Psi.ofCounts(n, m),
        JensenShannon.distance(n, m),
        KolmogorovSmirnov.ofSorted(a, b),
        wasserstein,
        sigma == 0 ? Double.NaN : wasserstein / sigma);
  }
}
