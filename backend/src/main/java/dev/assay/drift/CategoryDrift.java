package dev.assay.drift;

/**
 * How a column of categories differs from its reference.
 *
 * @param psi see {@link Psi}
 * @param jensenShannon see {@link JensenShannon}, [0, 1]
 * @param chiSquared see {@link ChiSquared}
 */
public record CategoryDrift(double psi, double jensenShannon, ChiSquared chiSquared) {

  /** Of counts by category, in the same order on both sides; all is NaN when a side has none. */
  public static CategoryDrift of(long[] reference, long[] current) {
    return new CategoryDrift(
        Psi.ofCounts(reference, current),
        JensenShannon.distance(reference, current),
        ChiSquared.of(reference, current));
  }
}
