package dev.assay.scaling;

/**
 * A run that is finished, as a scaling law sees it. Anything may stand here; {@link Points} tells
 * what is wrong with it.
 *
 * @param params N, a count
 * @param tokens D, a count: all that were seen, repeated ones too
 * @param lossNats L, mean per token on held-out data
 * @param flops C of the training; 6 N D where nothing better is known
 */
public record Point(double params, double tokens, double lossNats, double flops) {
  /** Kaplan et al. 2020, section 2.1: two for a multiply and an add, three for both passes. */
  static final double FLOPS_PER_PARAM_AND_TOKEN = 6;

  /** With C = 6 N D. */
  public Point(double params, double tokens, double lossNats) {
    this(params, tokens, lossNats, flops(params, tokens));
  }

  public static double flops(double params, double tokens) {
    return FLOPS_PER_PARAM_AND_TOKEN * params * tokens;
  }

  public double tokensPerParam() {
    return tokens / params;
  }

  Point withLoss(double nats) {
    return new Point(params, tokens, nats, flops);
  }
}
