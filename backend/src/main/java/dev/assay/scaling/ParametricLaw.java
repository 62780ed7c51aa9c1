package dev.assay.scaling;

/**
 * L(N, D) = E + A/N^α + B/D^β (Hoffmann et al. 2022, equation 2).
 *
 * @param floorNats E: what no model does better than
 * @param a A, of params
 * @param b B, of tokens
 */
public record ParametricLaw(double floorNats, double a, double b, double alpha, double beta) {

  /**
   * The best use of a budget.
   *
   * @param tokensPerParam D/N
   */
  public record Optimum(
      double flops, double params, double tokens, double lossNats, double tokensPerParam) {}

  public double lossNats(double params, double tokens) {
    return floorNats + a * Math.pow(params, -alpha) + b * Math.pow(tokens, -beta);
  }

  /**
   * With C = 6 N D: N = G (C/6)^(β/(α+β)), D = (C/6)/N, G = (αA/(βB))^(1/(α+β)) (Hoffmann et al.
   * 2022, equation 4). Where A is 0, N is 0 and D has no end; where B is 0 it is the other way.
   */
  public Optimum optimum(double flops) {
    double product = flops / Point.FLOPS_PER_PARAM_AND_TOKEN;
    double g = Math.pow(alpha * a / (beta * b), 1 / (alpha + beta));
    double params = g * Math.pow(product, paramsExponent());
    double tokens = product / params;
    return new Optimum(flops, params, tokens, lossNats(params, tokens), tokens / params);
  }

  /** β/(α+β): how the best N grows with compute; the best D grows with what is left of 1. */
  public double paramsExponent() {
    return beta / (alpha + beta);
  }
}
