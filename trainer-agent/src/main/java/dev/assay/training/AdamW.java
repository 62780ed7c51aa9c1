package dev.assay.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.assay.model.Gpt;
import dev.assay.model.Kernels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2) with ε = 1e-8, all parameters in one fused call.
 * Only matrices decay: gains and biases are not pulled to zero.
 */
final class AdamW implements AutoCloseable {

  private final Kernels kernels;
  private final NDManager state;
  private final Group matrices;
  private final Group vectors;
  private final IValue beta1;
  private final IValue beta2;

  /** Arguments of the kernel, made once; the tensors in them change in place. */
  private record Group(
      IValue parameters, IValue gradients, IValue m, IValue v, IValue steps, IValue weightDecay) {

    static Group of(Collection<NDArray> parameters, double weightDecay, NDManager state) {
      List<NDArray> gradients = new ArrayList<>();
      List<NDArray> m = new ArrayList<>();
      List<NDArray> v = new ArrayList<>();
      List<NDArray> steps = new ArrayList<>();
      for (NDArray parameter : parameters) {
        NDArray gradient = parameter.getGradient();
        gradient.attach(state);
        gradients.add(gradient);
        m.add(state.zeros(parameter.getShape()));
        v.add(state.zeros(parameter.getShape()));
        steps.add(state.create(0f));
      }
      return new Group(
          Kernels.list(List.copyOf(parameters)),
          Kernels.list(gradients),
          Kernels.list(m),
          Kernels.list(v),
          Kernels.list(steps),
          IValue.from(weightDecay));
    }

    void close() {
      List.of(parameters, gradients, m, v, steps, weightDecay).forEach(IValue::close);
    }
  }

  AdamW(Gpt model, double weightDecay, double beta1, double beta2) {
    kernels = model.kernels();
    state = model.newScope();
    this.beta1 = IValue.from(beta1);
    this.beta2 = IValue.from(beta2);
    List<NDArray> decaying = new ArrayList<>();
    List<NDArray> steady = new ArrayList<>();
    for (NDArray parameter : model.parameters().byName().values()) {
      (parameter.getShape().dimension() > 1 ? decaying : steady).add(parameter);
    }
    matrices = Group.of(decaying, weightDecay, state);
    vectors = Group.of(steady, 0, state);
  }

  /** Moves the parameters against their gradients and leaves the gradients at zero. */
  void step(double lr) {
    try (IValue rate = IValue.from(lr)) {
      step(matrices, rate);
      step(vectors, rate);
    }
  }

  private void step(Group group, IValue rate) {
    kernels
        .run(
            "adamw",
            group.parameters,
            group.gradients,
            group.m,
            group.v,
            group.steps,
            rate,
            beta1,
            beta2,
            group.weightDecay)
        .close();
  }

  @Override
  public void close() {
    matrices.close();
    vectors.close();
    beta1.close();
    beta2.close();
    state.close();
  }
}
