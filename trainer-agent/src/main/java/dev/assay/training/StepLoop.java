package dev.assay.training;

import ai.djl.ndarray.NDManager;
import dev.assay.corpus.Batches;
import dev.assay.model.Phases;
import dev.assay.model.Trainable;

/**
 * Steps of AdamW and nothing else: no schedule, no evaluation, nothing read back. For measuring.
 *
 * @param <B> kind of batch
 */
public final class StepLoop<B> implements AutoCloseable {

  private final Trainable<B> model;
  private final Batches<B> batches;
  private final Phases phases = new Phases();
  private final Optimizer optimizer;
  private final GradientClip clip;
  private long index;

  public StepLoop(Trainable<B> model, Batches<B> batches) {
    this.model = model;
    this.batches = batches;
    optimizer = Optimizer.of(OptimizerPlan.adamW(0.1, 0.9, 0.95), model);
    clip = new GradientClip(model, 1);
  }

  /** One step on the next batch. */
  public void step(double lr) {
    try (NDManager scope = model.newScope()) {
      model.accumulate(batches.at(index++), 1, scope, phases);
      clip.apply(scope);
      optimizer.step(lr);
    }
  }

  @Override
  public void close() {
    optimizer.close();
    clip.close();
  }
}
