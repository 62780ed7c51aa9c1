package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.model.ComputeDevice;
import dev.assay.model.DataParallel;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.Trainable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A language model on as many devices as params ask for. */
final class Replicas implements AutoCloseable {

  private final Gpt first;
  private final Trainable<Batch> all;

  Replicas(GptConfig config, TrainingParams params, long seed) {
    List<Execution> executions = executions(params);
    if (executions.size() == 1) {
      first = gpt(config, executions.getFirst(), seed);
      all = first;
    } else {
      List<Supplier<Gpt>> makers = new ArrayList<>();
      executions.forEach(execution -> makers.add(() -> gpt(config, execution, seed)));
      var parallel = new DataParallel(makers);
      first = parallel.first();
      all = parallel;
    }
  }

  private static Gpt gpt(GptConfig config, Execution execution, long seed) {
    return new Gpt(config, execution, new SplittableRandom(seed));
  }

  private static List<Execution> executions(TrainingParams params) {
    Execution one = params.execution();
    List<Execution> executions = new ArrayList<>();
    for (ComputeDevice device : one.device().replicas(params.replicas())) {
      executions.add(new Execution(device, one.precision(), one.recompute()));
    }
    return executions;
  }

  /** The one that is evaluated and kept. */
  Gpt first() {
    return first;
  }

  Trainable<Batch> all() {
    return all;
  }

  @Override
  public void close() {
    all.close();
  }
}
