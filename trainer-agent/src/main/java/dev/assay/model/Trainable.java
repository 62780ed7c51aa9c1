package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * A model with the loss that it is trained on. Use it on the thread that made it.
 *
 * @param <B> its batches
 */
public interface Trainable<B> extends AutoCloseable {

  Parameters parameters();

  /** The kernels for the optimiser's arithmetic. */
  Kernels kernels();

  /** A scope for the tensors of one step; close it at the step's end. */
  NDManager newScope();

  /**
   * Forward and backward: adds the gradients of {@code weight · loss} to those of the parameters.
   *
   * @param scope owns the answer
   * @param phases is told the time of each half
   * @return the mean loss in nats over the batch's targets, (); of a mixture of experts the
   *     load-balancing loss is trained on too, but not in it
   */
  NDArray accumulate(B batch, float weight, NDManager scope, Phases phases);

  /** Mean loss in nats over the batch's targets, without dropout. */
  double evaluationLoss(B batch);

  /** More about the last {@link #accumulate}, as metrics by name; reading it takes time. */
  default Map<String, Double> diagnostics() {
    return Map.of();
  }

  /** Is told that the parameters have changed. */
  default void stepped() {}

  @Override
  void close();
}
