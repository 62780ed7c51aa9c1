package dev.assay.scaling;

/**
 * A law whose loss at point i is a power of a sum of positive terms, L̂ᵢ = (Σₖ exp(cₖ + tₖᵢ(s)))^q:
 * coefficients c in logarithms, then shapes s, one of which may be q. Parameters stand in this
 * order: c₀ … c_K₋₁, s₀ … s_S₋₁.
 */
interface Terms {
  int points();

  int terms();

  int shapes();

  /** tₖᵢ(s). */
  double log(int term, int point, double[] shapes);

  /** ∂tₖᵢ/∂sⱼ. */
  double slope(int term, int shape, int point, double[] shapes);

  /** q. */
  default double power(double[] shapes) {
    return 1;
  }

  /** Whether a shape is q. */
  default boolean isPower(int shape) {
    return false;
  }
}
