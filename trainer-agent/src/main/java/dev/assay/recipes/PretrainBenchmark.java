package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.training.Trainer;
import dev.assay.training.TrainingObserver;
import dev.assay.training.TrainingPlan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** How fast a GPT of 4 layers x 128 wide trains with 16 sequences of 128 random tokens. */
public final class PretrainBenchmark implements AutoCloseable {

  private static final int STEPS = 20;
  private static final int BATCH = 16;
  private static final int CONTEXT = 128;
  private static final TrainingPlan PLAN =
      new TrainingPlan(STEPS, BATCH, 1, 1e-3, 1e-4, 1, 0.1, 0.9, 0.95, 1, STEPS, STEPS);

  private final SplittableRandom random = new SplittableRandom(1);
  private final GptConfig config =
      GptConfig.gpt2(4, 4, 128, CONTEXT, new ByteTokenizer().vocabulary());
  private final Gpt model = new Gpt(config, ComputeDevice.cpu(), random.split());

  /**
   * Over a burst of steps, optimiser included.
   *
   * @param stop asked often: whether to stop early, after which the answer means nothing
   */
  public double tokensPerSecond(BooleanSupplier stop) throws InterruptedException {
    var speed = new double[1];
    var observer =
        new TrainingObserver() {
          @Override
          public void onStep(Step step) {
            speed[0] = step.tokensPerSecond(); // the last report is of all steps but the first
          }

          @Override
          public void onEvaluation(int step, double lossNats) {}
        };
    new Trainer(model, PLAN, this::batch, List.of(batch())).run(observer, stop);
    return speed[0];
  }

  public double flopsPerToken() {
    return config.flopsPerToken();
  }

  private Batch batch() {
    int tokens = BATCH * CONTEXT;
    return new Batch(
        BATCH,
        random.longs(tokens, 0, config.vocabulary()).toArray(),
        random.longs(tokens, 0, config.vocabulary()).toArray());
  }

  @Override
  public void close() {
    model.close();
  }
}
