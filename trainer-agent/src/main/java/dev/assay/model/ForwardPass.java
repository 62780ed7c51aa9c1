package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A forward pass through a body, for training. Its end is cut from what is built on it: whoever has
 * a loss goes backward to {@link #hidden}, and then {@link #backward} takes the gradient that
 * arrived there through the body. So the memory of the loss is free again before the body's turn.
 */
final class ForwardPass {

  private final Body body;
  private final Kernels kernels;
  private final NDManager scope;
  private final NDArray ids; // (B, T)
  private final boolean recompute;
  private final OptionalLong seed;
  private final Map<Integer, NDArray> inputs = new HashMap<>(); // by block, (B, T, C); to recompute
  private final Routing routing = new Routing();
  private final NDArray end; // (B, T, C)
  private final NDArray hidden; // (B, T, C)

  ForwardPass(Body body, Kernels kernels, NDArray ids, boolean recompute) {
    this.body = body;
    this.kernels = kernels;
    this.scope = ids.getManager();
    this.ids = ids;
    this.recompute = recompute;
    boolean trains = body.trains();
    seed = recompute && body.dropout() > 0 ? OptionalLong.of(anySeed()) : OptionalLong.empty();
    end = recompute || !trains ? forwardOnly() : body.forward(kernels, ids, routing);
    hidden = end.stopGradient();
    hidden.setRequiresGradient(trains);
  }

  /** Drawn from the engine's generator, so that it repeats where that was seeded. */
  private long anySeed() {
    try (NDArray draw = scope.randomInteger(0, Integer.MAX_VALUE, new Shape(1), DataType.INT64)) {
      return draw.getLong();
    }
  }

  /** Keeps the inputs of the blocks only. */
  private NDArray forwardOnly() {
    JniUtils.setGradMode(false);
    try {
      NDArray x = embed();
      for (int layer = 0; layer < body.layers(); layer++) {
        NDArray y = block(layer, x, routing);
        if (recompute && layer >= body.firstTrained()) {
          inputs.put(layer, x);
        } else {
          x.close();
        }
        x = y;
      }
      return x;
    } finally {
      JniUtils.setGradMode(true);
    }
  }

  private NDArray embed() {
    seed(-1);
    return body.embed(kernels, ids);
  }

  private NDArray block(int layer, NDArray x, Routing told) {
    seed(layer);
    return body.block(layer).forward(kernels, x, told);
  }

  /** The same dropout each time that a layer is computed. */
  private void seed(int layer) {
    if (seed.isPresent()) {
      JniUtils.setSeed(seed.getAsLong() + layer);
    }
  }

  /** What the body answers, (B, T, C): a leaf that a loss's gradient arrives at. */
  NDArray hidden() {
    return hidden;
  }

  Routing routing() {
    return routing;
  }

  /**
   * Adds to the gradients of the body's parameters.
   *
   * @param weight of the load-balancing loss; that of the main loss is in the gradient already
   */
  void backward(float weight) {
    if (!body.trains()) {
      return;
    }
    NDArray gradient = hidden.getGradient();
    gradient.attach(scope);
    if (!recompute) {
      pull(end, gradient, routing, weight);
      return;
    }
    int first = body.firstTrained();
    for (int layer = body.layers() - 1; layer >= Math.max(0, first); layer--) {
      gradient = recomputed(layer, gradient, weight);
    }
    if (first < 0) {
      pull(embed(), gradient, new Routing(), weight);
    }
  }

  /** From the gradient at a block's end to that at its beginning. */
  private NDArray recomputed(int layer, NDArray gradient, float weight) {
    try (NDManager part = scope.newSubManager()) {
      NDArray x = Objects.requireNonNull(inputs.get(layer));
      x.attach(part); // and so does all that is computed from it
      x.setRequiresGradient(true);
      var told = new Routing();
      pull(block(layer, x, told), gradient, told, weight);
      gradient.close();
      NDArray before = x.getGradient();
      before.attach(scope);
      return before;
    }
  }

  private void pull(NDArray y, NDArray gradient, Routing told, float weight) {
    if (told.balance().isEmpty()) {
      JniUtils.backward((PtNDArray) y, (PtNDArray) gradient, false, false);
      return;
    }
    NDManager manager = y.getManager();
    NDArray one = manager.create(1f);
    NDArray balance = told.balance().getFirst();
    for (NDArray next : told.balance().subList(1, told.balance().size())) {
      balance = kernels.call("add_scaled", balance, next, one);
    }
    NDArray factor = manager.create((float) (weight * body.balanceWeight() / body.layers()));
    NDArray number = kernels.call("pullback", y, gradient, balance, factor); // ()
    JniUtils.backward((PtNDArray) number, (PtNDArray) one, false, false);
  }
}
