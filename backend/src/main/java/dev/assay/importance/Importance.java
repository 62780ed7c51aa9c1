package dev.assay.importance;

import java.util.List;

/**
 * Which params matter for a metric.
 *
 * @param params the most important one first
 * @param rSquared of the forest on held-out runs: 1 − Σ(yᵢ − ŷᵢ)² / Σ(yᵢ − ȳ)²; how much of the
 *     metric's variance the params explain, 0 or less when the forest knows no more than the mean
 * @param runs how many were looked at
 * @param heldOut on how many the forest was measured without having learnt from them
 * @param withoutTarget how many more runs have no finite value of the metric
 * @param constant params that are the same in all runs
 * @param unlike params whose text is another in almost every run, so that nothing can be learnt
 * @param leftOut how many more params there are than are looked at
 */
public record Importance(
    Target target,
    List<ParamImportance> params,
    double rSquared,
    int runs,
    int heldOut,
    int withoutTarget,
    List<String> constant,
    List<String> unlike,
    int leftOut) {
  /** Below it, a forest is hardly better than the mean, and what it goes by may be chance. */
  private static final double LEAST_R_SQUARED = 0.1;

  private static final double GOOD_R_SQUARED = 0.5;

  /** How far the importances can be trusted. */
  public enum Trust {
    /** The forest cannot predict the metric: its importances mean nothing. */
    NONE,
    /** The params explain less than half of the metric's variance. */
    WEAK,
    GOOD
  }

  public Importance {
    params = List.copyOf(params);
    constant = List.copyOf(constant);
    unlike = List.copyOf(unlike);
  }

  public Trust trust() {
    if (!(rSquared >= LEAST_R_SQUARED)) {
      return Trust.NONE;
    }
    return rSquared < GOOD_R_SQUARED ? Trust.WEAK : Trust.GOOD;
  }
}
