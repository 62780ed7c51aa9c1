package dev.assay.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.assay.model.Kernels;
import dev.assay.model.Parameters;
import dev.assay.model.Trainable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2) with ε = 1e-8, in one fused call for all
 * parameters of the same decay and learning rate. Only matrices decay: gains and biases are not
 * pulled to zero.
 */
final class AdamW implements Optimizer {

  private final Kernels kernels;
  private final NDManager manager;
  private final List<Group> groups = new ArrayList<>();
  private final IValue beta1;
  private final IValue beta2;
  private final SequencedMap<String, NDArray> state = new LinkedHashMap<>();

  /** What parameters of a group have in common. */
  private record Kind(boolean decays, double rateScale) {}

  /** Arguments of the kernel, made once; the tensors in them change in place. */
  private record Group(
      double rateScale,
      IValue parameters,
      IValue gradients,
      IValue m,
      IValue v,
      IValue steps,
      IValue weightDecay) {

    void close() {
      List.of(parameters, gradients, m, v, steps, weightDecay).forEach(IValue::close);
    }
  }

  AdamW(Trainable<?> model, SequencedMap<String, NDArray> parameters, OptimizerPlan plan) {
    kernels = model.kernels();
    manager = model.newScope();
    beta1 = IValue.from(plan.beta1());
    beta2 = IValue.from(plan.beta2());
    Map<Kind, SequencedMap<String, NDArray>> kinds = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) -> {
          var kind = new Kind(isMatrix(name), model.parameters().rateScale(name));
          kinds.computeIfAbsent(kind, k -> new LinkedHashMap<>()).put(name, parameter);
        });
    kinds.forEach(
        (kind, members) -> {
          // one that does not move is in a group too: its gradient must not grow from step to step
          groups.add(group(members, kind.decays ? plan.weightDecay() : 0, kind.rateScale));
        });
  }

  /** Biases and frequencies may have two dimensions. */
  private static boolean isMatrix(String name) {
    boolean isGain = name.contains(".ln_") || name.startsWith("ln_") || name.contains("_norm.");
    return (name.endsWith(".weight") && !isGain)
        || name.endsWith(".lora_a")
        || name.endsWith(".lora_b");
  }

  private Group group(
      SequencedMap<String, NDArray> parameters, double weightDecay, double rateScale) {
    List<NDArray> m = new ArrayList<>();
    List<NDArray> v = new ArrayList<>();
    List<NDArray> steps = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          m.add(remembered(name + ".m", manager.zeros(parameter.getShape())));
          v.add(remembered(name + ".v", manager.zeros(parameter.getShape())));
          steps.add(remembered(name + ".steps", manager.create(0f)));
        });
    return new Group(
        rateScale,
        Kernels.list(List.copyOf(parameters.values())),
        Kernels.list(Parameters.gradients(parameters.values(), manager)),
        Kernels.list(m),
        Kernels.list(v),
        Kernels.list(steps),
        IValue.from(weightDecay));
  }

  private NDArray remembered(String name, NDArray tensor) {
    state.put(name, tensor);
    return tensor;
  }

  @Override
  public void step(double lr) {
    for (Group group : groups) {
      try (IValue rate = IValue.from(lr * group.rateScale)) {
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
    }
  }

  @Override
  public SequencedMap<String, NDArray> state() {
    return state;
  }

  @Override
  public void close() {
    groups.forEach(Group::close);
    beta1.close();
    beta2.close();
    manager.close();
  }
}
