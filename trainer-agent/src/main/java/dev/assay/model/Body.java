package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Embedding and blocks: all of a GPT but its last norm and head.
 *
 * <p>B sequences of T tokens, width C.
 */
final class Body {

  private final GptConfig config;
  private final Parameters parameters;
  private final Embedding embedding;
  private final List<TransformerBlock> blocks = new ArrayList<>();

  Body(GptConfig config, Parameters parameters, Rope rope) {
    this.config = config;
    this.parameters = parameters;
    embedding = new Embedding(parameters, config);
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(new TransformerBlock(layer, parameters, config, rope));
    }
  }

  NDArray embed(Kernels kernels, NDArray ids) {
    return embedding.forward(kernels, ids); // (B, T) -> (B, T, C)
  }

  NDArray forward(Kernels kernels, NDArray ids, Routing routing) {
    NDArray x = embed(kernels, ids); // (B, T, C)
    for (TransformerBlock block : blocks) {
      NDArray y = block.forward(kernels, x, routing); // (B, T, C)
      x.close(); // who goes backward has what he needs of it
      x = y;
    }
    return x;
  }

  Embedding embedding() {
    return embedding;
  }

  TransformerBlock block(int layer) {
    return blocks.get(layer);
  }

  int layers() {
    return blocks.size();
  }

  double dropout() {
    return config.dropout();
  }

  double balanceWeight() {
    return config.experts().balanceWeight();
  }

  /** Whether anything of it is trained. */
  boolean trains() {
    return firstTrained() < layers();
  }

  /** The first block with something to train; -1 is the embedding, the number of blocks none. */
  int firstTrained() {
    int first = layers();
    for (String name : parameters.trainable().keySet()) {
      if (name.startsWith("wte.") || name.startsWith("wpe.")) {
        return -1;
      }
      if (name.startsWith("h.")) {
        first = Math.min(first, Integer.parseInt(name.substring(2, name.indexOf('.', 2))));
      }
    }
    return first;
  }
}
