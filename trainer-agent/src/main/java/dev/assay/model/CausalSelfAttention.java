package dev.assay.model;

import ai.djl.ndarray.NDArray;

/**
 * {@code x + attention(norm(x))}, where a position sees itself and those before it.
 *
 * <p>B sequences of T tokens, width C in H heads of C/H.
 */
final class CausalSelfAttention {

  private final NDArray normGain; // (C)
  private final NDArray normBias; // (C)
  private final NDArray qkvWeight; // (3C, C)
  private final NDArray qkvBias; // (3C)
  private final NDArray outWeight; // (C, C)
  private final NDArray outBias; // (C)

  CausalSelfAttention(String name, Parameters parameters, GptConfig config) {
    int c = config.width();
    normGain = parameters.gain(name + ".ln_1.weight", c);
    normBias = parameters.bias(name + ".ln_1.bias", c);
    qkvWeight = parameters.matrix(name + ".attn.qkv.weight", 3 * c, c);
    qkvBias = parameters.bias(name + ".attn.qkv.bias", 3 * c);
    outWeight = parameters.residualMatrix(name + ".attn.out.weight", c, c, config.layers());
    outBias = parameters.bias(name + ".attn.out.bias", c);
  }

  NDArray forward(Kernels kernels, NDArray x) {
    return kernels.call(
        "attention", x, normGain, normBias, qkvWeight, qkvBias, outWeight, outBias); // (B, T, C)
  }
}
