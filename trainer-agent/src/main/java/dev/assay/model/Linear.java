package dev.assay.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The weight (out, in) and bias (out) of a linear layer, and the low-rank update of the weight
 * where there is one.
 */
final class Linear {

  private final String name;
  private final NDArray weight; // (out, in)
  private final NDArray bias; // (out)
  private @Nullable Adapter adapter;

  /**
   * LoRA (Hu et al. 2021): W + (α/r)·B·A.
   *
   * @param down A, (r, in)
   * @param up B, (out, r), zeros at first: the update begins at nothing
   * @param scale α/r
   */
  private record Adapter(NDArray down, NDArray up, float scale) {}

  private Linear(String name, NDArray weight, NDArray bias) {
    this.name = name;
    this.weight = weight;
    this.bias = bias;
  }

  static Linear of(String name, Parameters parameters, int out, int in) {
    return new Linear(
        name, parameters.matrix(name + ".weight", out, in), parameters.bias(name + ".bias", out));
  }

  /** One whose product is added to the residual stream of {@code layers} blocks. */
  static Linear residual(String name, Parameters parameters, int out, int in, int layers) {
    return new Linear(
        name,
        parameters.residualMatrix(name + ".weight", out, in, layers),
        parameters.bias(name + ".bias", out));
  }

  /** In place of a layer that a config has not. */
  static Linear absent(Parameters parameters) {
    return new Linear("", parameters.none(), parameters.none());
  }

  String name() {
    return name;
  }

  void adapt(Parameters parameters, int rank, double alpha) {
    int out = (int) weight.getShape().get(0);
    int in = (int) weight.getShape().get(1);
    adapter =
        new Adapter(
            parameters.gaussian(name + ".lora_a", 1 / Math.sqrt(in), rank, in),
            parameters.zeros(name + ".lora_b", out, rank),
            (float) (alpha / rank));
  }

  /**
   * @param x of the running step, whose scope the answer may belong to
   */
  NDArray weight(Kernels kernels, NDArray x) {
    if (adapter == null) {
      return weight;
    }
    NDArray scale = x.getManager().create(adapter.scale);
    return kernels.call("adapted", scale, weight, adapter.down, adapter.up); // (out, in)
  }

  NDArray bias() {
    return bias;
  }
}
