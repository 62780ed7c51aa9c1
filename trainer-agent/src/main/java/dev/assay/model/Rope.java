package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Cosines and sines of rotary positions (Su et al. 2021, equation 34): the pair i of a head of
 * width D turns by t·θ^(-2i/D) at position t. Pairs are (i, i + D/2), as in Llama.
 *
 * @param cos (context, D)
 * @param sin (context, D)
 */
record Rope(NDArray cos, NDArray sin) {

  static Rope of(NDManager manager, GptConfig config) {
    if (config.positions() != GptConfig.Positions.ROPE) {
      NDArray none = manager.create(new float[0]);
      return new Rope(none, none);
    }
    int d = config.headWidth();
    var cos = new float[config.context() * d];
    var sin = new float[cos.length];
    for (int t = 0; t < config.context(); t++) {
      for (int i = 0; i < d; i++) {
        double angle = t * Math.pow(config.ropeBase(), -2.0 * (i % (d / 2)) / d);
        cos[t * d + i] = (float) Math.cos(angle);
        sin[t * d + i] = (float) Math.sin(angle);
      }
    }
    var shape = new Shape(config.context(), d);
    return new Rope(manager.create(cos, shape), manager.create(sin, shape));
  }
}
