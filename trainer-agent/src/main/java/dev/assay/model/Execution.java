package dev.assay.model;

/**
 * How a model is computed, whatever its shape.
 *
 * @param device where
 * @param precision of the matrix products
 * @param recompute whether a block's activations are computed again in the backward pass instead of
 *     being kept (Chen et al. 2016): memory for one block at a time, a forward pass more
 */
public record Execution(ComputeDevice device, Precision precision, boolean recompute) {

  /** Numbers that matrices are multiplied in; weights, norms and losses are F32 in any case. */
  public enum Precision {
    F32,
    BF16
  }

  /** In F32, activations kept. */
  public static Execution on(ComputeDevice device) {
    return new Execution(device, Precision.F32, false);
  }
}
