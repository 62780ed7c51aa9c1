package dev.assay.drift;

/**
 * How the share of missing values differs.
 *
 * @param reference share of the reference's rows, [0, 1]; NaN when it has none
 * @param current the same of what is compared
 * @param p of χ² on missing and not missing; 1 when nothing is missing on either side
 */
public record MissingShare(double reference, double current, double p) {
  public static MissingShare of(
      long missingInReference, long reference, long missingInCurrent, long current) {
    long[] before = {missingInReference, reference - missingInReference};
    long[] after = {missingInCurrent, current - missingInCurrent};
    ChiSquared test = ChiSquared.of(before, after);
    boolean isOneCategory = reference > 0 && current > 0 && test.degreesOfFreedom() == 0;
    return new MissingShare(
        missingInReference / (double) reference,
        missingInCurrent / (double) current,
        isOneCategory ? 1 : test.p());
  }

  /** Current − reference. */
  public double difference() {
    return current - reference;
  }
}
