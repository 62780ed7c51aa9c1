package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attention, then the feed-forward part, both on the residual stream.
 *
 * <p>B sequences of T tokens, width C.
 */
final class TransformerBlock {

  private final CausalSelfAttention attention;
  private final FeedForward feedForward;

  TransformerBlock(int layer, Parameters parameters, GptConfig config, Rope rope) {
    String name = "h." + layer;
    attention = new CausalSelfAttention(name, parameters, config, rope);
    feedForward =
        config.hasExperts()
            ? new MixtureOfExperts(name, parameters, config)
            : new Mlp(name, parameters, config);
  }

  NDArray forward(Kernels kernels, NDArray x, Routing routing) {
    try (NDArray middle = attention.forward(kernels, x)) { // (B, T, C)
      return feedForward.forward(kernels, middle, routing); // (B, T, C)
    }
  }

  CausalSelfAttention attention() {
    return attention;
  }

  FeedForward feedForward() {
    return feedForward;
  }

  /** Layers that may have a low-rank update. */
  List<Linear> linears() {
    return Stream.concat(attention.linears().stream(), feedForward.linears().stream()).toList();
  }
}
