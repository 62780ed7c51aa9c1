package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Batches;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.training.StepLoop;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** How fast a GPT-2 trains on random tokens, optimiser included. */
public final class PretrainBenchmark implements AutoCloseable {

  /**
   * A size of model and batch.
   *
   * @param name layers x width
   */
  public record Case(String name, int layers, int heads, int width, int context, int batch) {

    /** So small that many thousand steps pass in a minute. */
    public static final Case TINY = new Case("4x16", 4, 4, 16, 16, 2);

    /** Small enough that what is around the matrix products counts. */
    public static final Case SMALL = new Case("4x128", 4, 4, 128, 128, 16);

    /** Large enough that it does not. */
    public static final Case LARGE = new Case("6x384", 6, 6, 384, 256, 8);

    GptConfig config() {
      return GptConfig.gpt2(layers, heads, width, context, new ByteTokenizer().vocabulary());
    }
  }

  private final Case size;
  private final GptConfig config;
  private final Gpt model;
  private final StepLoop<Batch> loop;

  public PretrainBenchmark(Case size, Execution.Precision precision) {
    this.size = size;
    config = size.config();
    var execution = new Execution(ComputeDevice.cpu(), precision, false);
    model = new Gpt(config, execution, new SplittableRandom(1));
    loop = new StepLoop<>(model, batches());
  }

  private Batches<Batch> batches() {
    return new Batches<>() {
      @Override
      public Batch at(long index) {
        var random = new SplittableRandom(index);
        int tokens = (int) tokensPerBatch();
        return new Batch(
            size.batch,
            random.longs(tokens, 0, config.vocabulary()).toArray(),
            random.longs(tokens, 0, config.vocabulary()).toArray());
      }

      @Override
      public long tokensPerBatch() {
        return (long) size.batch * size.context;
      }
    };
  }

  /**
   * Over a burst of steps.
   *
   * @param stop asked before each step: whether to stop early, after which the answer means nothing
   */
  public double tokensPerSecond(int steps, BooleanSupplier stop) {
    long start = System.nanoTime();
    for (int step = 0; step < steps && !stop.getAsBoolean(); step++) {
      loop.step(1e-3);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return steps * batches().tokensPerBatch() / seconds;
  }

  public double flopsPerToken() {
    return config.flopsPerToken();
  }

  public Gpt model() {
    return model;
  }

  @Override
  public void close() {
    loop.close();
    model.close();
  }
}
