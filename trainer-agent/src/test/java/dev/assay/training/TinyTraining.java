package dev.assay.training;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Batches;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** A training of a second or less, on a text that can be learnt by heart. */
final class TinyTraining {

  static final GptConfig CONFIG = GptConfig.gpt2(2, 2, 32, 16, 257);

  private static final byte[] TEXT =
      "the cat sat on the mat. ".repeat(8).getBytes(StandardCharsets.UTF_8);

  private TinyTraining() {}

  static Gpt model(double dropout) {
    return model(dropout, Execution.on(ComputeDevice.cpu()));
  }

  static Gpt model(double dropout, Execution execution) {
    GptConfig config = CONFIG.with(draft -> draft.dropout = dropout);
    return new Gpt(config, execution, new SplittableRandom(1));
  }

  static Batches<Batch> batches() {
    return new Batches<>() {
      @Override
      public Batch at(long index) {
        var random = new SplittableRandom(9 + index);
        return windows(random.ints(4, 0, TEXT.length - CONFIG.context()).toArray());
      }

      @Override
      public long tokensPerBatch() {
        return 4L * CONFIG.context();
      }
    };
  }

  static Validation<Batch> validation() {
    return new Validation<>(
        List.of(windows(new int[] {0, 30}), windows(new int[] {60})), Batch::targetCount);
  }

  private static Batch windows(int[] starts) {
    int t = CONFIG.context();
    var inputs = new long[starts.length * t];
    var targets = new long[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      int at = starts[i / t] + i % t;
      inputs[i] = TEXT[at];
      targets[i] = TEXT[at + 1];
    }
    return new Batch(starts.length, inputs, targets);
  }

  static TrainingPlan plan(Budget budget, int accumulation, OptimizerPlan.Kind kind) {
    return new TrainingPlan(
        budget,
        accumulation,
        new Schedule(Schedule.Shape.COSINE, 1e-2, 1e-3, 5, 0.2),
        new OptimizerPlan(kind, 0.1, 0.9, 0.95, 2),
        1,
        20,
        10,
        5,
        0,
        0,
        3);
  }
}
