package dev.assay.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.assay.model.Kernels;
import dev.assay.model.Parameters;
import dev.assay.model.Trainable;

/**
 * Scales all gradients by min(1, maxNorm / (norm + 1e-6)), where norm is the L2 norm of all of them
 * together (Pascanu et al. 2013, as PyTorch's clip_grad_norm_ does it).
 */
final class GradientClip implements AutoCloseable {

  private final Kernels kernels;
  private final NDManager state;
  private final IValue gradients;
  private final IValue maxNorm;

  GradientClip(Trainable<?> model, double maxNorm) {
    kernels = model.kernels();
    state = model.newScope();
    gradients = Kernels.list(Parameters.gradients(model.parameters().trainable().values(), state));
    this.maxNorm = IValue.from(maxNorm);
  }

  /** Clips, and answers the norm before clipping as a tensor of the given scope. */
  NDArray apply(NDManager scope) {
    try (IValue norm = kernels.run("clip", gradients, maxNorm)) {
      return Kernels.tensor(norm, scope); // ()
    }
  }

  @Override
  public void close() {
    gradients.close();
    maxNorm.close();
    state.close();
  }
}
