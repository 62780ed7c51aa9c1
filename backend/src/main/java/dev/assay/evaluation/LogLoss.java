package dev.assay.evaluation;

/**
 * −ln of the probability of what happened, in nats; p is kept 2⁻⁵² from 0 and 1, as scikit-learn
 * does.
 */
final class LogLoss {
  static final double EPSILON = Math.ulp(1.0);

  private LogLoss() {}

  static double of(double p, int label) {
    double clipped = clip(p);
    return label == 1 ? -Math.log(clipped) : -Math.log1p(-clipped);
  }

  static double clip(double p) {
    return Math.clamp(p, EPSILON, 1 - EPSILON);
  }

  /** ln(p/(1 − p)), from −36 to 36. */
  static double logit(double p) {
    double clipped = clip(p);
    return Math.log(clipped) - Math.log1p(-clipped);
  }

  static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }

  /** ln(1 + e^z). */
  static double softplus(double z) {
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }
}
