package dev.assay.model;

import ai.djl.ndarray.NDArray;

/**
 * Attention, then MLP, both on the residual stream.
 *
 * <p>B sequences of T tokens, width C.
 */
final class TransformerBlock {

  private final CausalSelfAttention attention;
  private final Mlp mlp;

  TransformerBlock(int layer, Parameters parameters, GptConfig config) {
    String name = "h." + layer;
    attention = new CausalSelfAttention(name, parameters, config);
    mlp = new Mlp(name, parameters, config);
  }

  NDArray forward(Kernels kernels, NDArray x) {
    return mlp.forward(kernels, attention.forward(kernels, x)); // (B, T, C)
  }
}
