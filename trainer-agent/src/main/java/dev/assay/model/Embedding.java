package dev.assay.model;

import ai.djl.ndarray.NDArray;

/**
 * Token embeddings, and those of positions where they are learned.
 *
 * <p>B sequences of T tokens, width C, vocabulary V.
 */
final class Embedding {

  private final NDArray tokens; // (V, C)
  private final NDArray positions; // (context, C)

  Embedding(Parameters parameters, GptConfig config) {
    tokens = parameters.matrix("wte.weight", config.vocabulary(), config.width());
    positions =
        config.positions() == GptConfig.Positions.LEARNED
            ? parameters.matrix("wpe.weight", config.context(), config.width())
            : parameters.none();
  }

  NDArray forward(Kernels kernels, NDArray ids) {
    return kernels.call("embedding", ids, tokens, positions); // (B, T) -> (B, T, C)
  }

  NDArray tokens() {
    return tokens;
  }

  NDArray positions() {
    return positions;
  }
}
