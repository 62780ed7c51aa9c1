package dev.assay.scaling;

/** What can be run. */
public record Size(double params, double tokens) {
  public double flops() {
    return Point.flops(params, tokens);
  }
}
