package dev.assay.training;

import ai.djl.ndarray.NDArray;
import dev.assay.model.Trainable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Moves parameters against their gradients. */
sealed interface Optimizer extends AutoCloseable permits AdamW, Muon, Optimizer.Both {

  /** Moves the parameters and leaves the gradients at zero. */
  void step(double lr);

  /** What it remembers, by name; restoring is overwriting these. */
  SequencedMap<String, NDArray> state();

  @Override
  void close();

  static Optimizer of(OptimizerPlan plan, Trainable<?> model) {
    SequencedMap<String, NDArray> all = model.parameters().trainable();
    return switch (plan.kind()) {
      case ADAMW -> new AdamW(model, all, plan);
      case MUON -> {
        SequencedMap<String, NDArray> matrices = new LinkedHashMap<>(all);
        matrices.entrySet().removeIf(e -> !Muon.takes(e.getKey(), e.getValue()));
        all.keySet().removeAll(matrices.keySet());
        yield new Both(List.of(new Muon(model, matrices, plan), new AdamW(model, all, plan)));
      }
    };
  }

  /** Several, each for some of the parameters. */
  record Both(List<Optimizer> parts) implements Optimizer {

    @Override
    public void step(double lr) {
      parts.forEach(part -> part.step(lr));
    }

    @Override
    public SequencedMap<String, NDArray> state() {
      SequencedMap<String, NDArray> state = new LinkedHashMap<>();
      parts.forEach(part -> state.putAll(part.state()));
      return state;
    }

    @Override
    public void close() {
      new ArrayList<>(parts).forEach(Optimizer::close);
    }
  }
}
