package dev.assay.model;

import ai.djl.ndarray.NDArray;

/**
 * What a norm over C is trained with.
 *
 * @param gain (C)
 * @param bias (C); zeros where there is none
 */
record Norm(NDArray gain, NDArray bias) {

  static Norm of(String name, Parameters parameters, GptConfig config) {
    NDArray gain = parameters.gain(name + ".weight", config.width());
    boolean rms = config.norm() == GptConfig.Norm.RMS;
    return new Norm(
        gain, rms ? parameters.none() : parameters.bias(name + ".bias", config.width()));
  }
}
