package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Set;

/** Checks gradients against what they promise: how the loss changes with a small step. */
final class GradientCheck {

  private static final double STEP = 1e-3;

  private GradientCheck() {}

  /**
   * Steps against the gradient of each parameter by itself; the loss must fall by the step's size.
   *
   * @return names of the parameters with a gradient other than zero
   */
  static <B> Set<String> check(Trainable<B> model, B batch) {
    try (NDManager scope = model.newScope()) {
      model.accumulate(batch, 1, scope, new Phases());
    }
    Parameters parameters = model.parameters();
    var found = new java.util.TreeSet<String>();
    for (String name : parameters.trainable().keySet()) {
      float[] values = parameters.values(name);
      float[] gradient = parameters.gradient(name);
      double norm = norm(gradient);
      if (norm < 1e-6) {
        continue; // float32 cannot tell such a change of the loss
      }
      found.add(name);
      parameters.set(name, moved(values, gradient, -STEP / norm));
      double below = model.evaluationLoss(batch);
      parameters.set(name, moved(values, gradient, STEP / norm));
      double above = model.evaluationLoss(batch);
      parameters.set(name, values);
      assertThat((above - below) / (2 * STEP)).as(name).isCloseTo(norm, within(0.02 * norm + 2e-4));
    }
    return found;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static float[] moved(float[] values, float[] direction, double by) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (by * direction[i]);
    }
    return moved;
  }
}
