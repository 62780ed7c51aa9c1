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
 * Muon (Jordan et al. 2024): the momentum of a matrix, made nearly orthogonal by five steps of a
 * quintic Newton-Schulz iteration, moves it. Momentum 0.95, Nesterov; a matrix with more rows than
 * columns moves √(rows/columns) times as much. Experts move each by itself.
 */
final class Muon implements Optimizer {

  private static final double MOMENTUM = 0.95;

  private final Kernels kernels;
  private final NDManager manager;
  private final List<Group> groups = new ArrayList<>();
  private final IValue momentum = IValue.from(MOMENTUM);
  private final IValue weightDecay;
  private final SequencedMap<String, NDArray> state = new LinkedHashMap<>();

  private record Group(double rateScale, IValue parameters, IValue gradients, IValue buffers) {
    void close() {
      List.of(parameters, gradients, buffers).forEach(IValue::close);
    }
  }

  /** Matrices inside the blocks: not embeddings, heads, routers and low-rank updates. */
  static boolean takes(String name, NDArray parameter) {
    return name.startsWith("h.")
        && name.endsWith(".weight")
        && !name.contains(".router.")
        && parameter.getShape().dimension() > 1;
  }

  Muon(Trainable<?> model, SequencedMap<String, NDArray> parameters, OptimizerPlan plan) {
    kernels = model.kernels();
    manager = model.newScope();
    weightDecay = IValue.from(plan.weightDecay());
    Map<Double, SequencedMap<String, NDArray>> byScale = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) ->
            byScale
                .computeIfAbsent(model.parameters().rateScale(name), s -> new LinkedHashMap<>())
                .put(name, parameter));
    byScale.forEach(
        (scale, members) -> {
          // also those that do not move: their gradients must not grow from step to step
          groups.add(group(members, scale * plan.muonScale()));
        });
  }

  private Group group(SequencedMap<String, NDArray> parameters, double rateScale) {
    List<NDArray> buffers = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          NDArray buffer = manager.zeros(parameter.getShape());
          state.put(name + ".momentum", buffer);
          buffers.add(buffer);
        });
    return new Group(
        rateScale,
        Kernels.list(List.copyOf(parameters.values())),
        Kernels.list(Parameters.gradients(parameters.values(), manager)),
        Kernels.list(buffers));
  }

  @Override
  public void step(double lr) {
    for (Group group : groups) {
      try (IValue rate = IValue.from(lr * group.rateScale)) {
        kernels
            .run(
                "muon",
                group.parameters,
                group.gradients,
                group.buffers,
                rate,
                momentum,
                weightDecay)
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
    momentum.close();
    weightDecay.close();
    manager.close();
  }
}
