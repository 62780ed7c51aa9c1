package dev.assay.model;

import ai.djl.ndarray.NDArray;

/**
 * {@code x + mlp(norm(x))}: each position by itself, four times wider inside.
 *
 * <p>B sequences of T tokens, width C.
 */
final class Mlp {

  private final NDArray normGain; // (C)
  private final NDArray normBias; // (C)
  private final NDArray upWeight; // (4C, C)
  private final NDArray upBias; // (4C)
  private final NDArray downWeight; // (C, 4C)
  private final NDArray downBias; // (C)

  Mlp(String name, Parameters parameters, GptConfig config) {
    int c = config.width();
    normGain = parameters.gain(name + ".ln_2.weight", c);
    normBias = parameters.bias(name + ".ln_2.bias", c);
    upWeight = parameters.matrix(name + ".mlp.up.weight", 4 * c, c);
    upBias = parameters.bias(name + ".mlp.up.bias", 4 * c);
    downWeight = parameters.residualMatrix(name + ".mlp.down.weight", c, 4 * c, config.layers());
    downBias = parameters.bias(name + ".mlp.down.bias", c);
  }

  NDArray forward(Kernels kernels, NDArray x) {
    return kernels.call(
        "mlp", x, normGain, normBias, upWeight, upBias, downWeight, downBias); // (B, T, C)
  }
}
