package dev.assay.scaling;

/**
 * A law whose loss at point i is a sum of positive terms, L̂ᵢ = Σₖ exp(cₖ + tₖᵢ(s)): coefficients c
 * in logarithms, then shapes s. Parameters stand in this order: c₀ … c_K₋₁, s₀ … s_S₋₁.
 */
interface Terms {
  int points();

  int terms();

  int shapes();

  /** tₖᵢ(s). */
  double log(int term, int point, double[] shapes);

  /** ∂tₖᵢ/∂sⱼ. */
  double slope(int term, int shape, int point, double[] shapes);
}
