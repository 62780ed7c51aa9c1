package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Batches;
import dev.assay.corpus.Document;
import dev.assay.corpus.Documents;
import dev.assay.corpus.TokenStream;
import dev.assay.corpus.Windows;
import dev.assay.corpus.WordNetGlosses;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.tokenizer.CharTokenizer;
import dev.assay.training.Budget;
import dev.assay.training.Checkpoints;
import dev.assay.training.OptimizerPlan;
import dev.assay.training.Schedule;
import dev.assay.training.Trainer;
import dev.assay.training.TrainingObserver;
import dev.assay.training.TrainingPlan;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * nanoGPT's small training for a CPU: 4 layers x 128 wide, 4 heads, context 64, no biases, batch
 * 12, 2,000 steps, on 1,115,394 characters (as many as its text has) of WordNet's definitions, the
 * last tenth to validate on.
 */
public final class NanoGptBenchmark {

  private static final int CHARACTERS = 1_115_394;
  private static final int CONTEXT = 64;
  private static final int BATCH = 12;
  private static final int STEPS = 2_000;

  private NanoGptBenchmark() {}

  /**
   * Trains with one seed.
   *
   * @param folder for the checkpoint
   * @return loss over all of the validation text's windows, nats per character
   */
  public static double validationLoss(long seed, Path folder, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    String text = text();
    CharTokenizer tokenizer = CharTokenizer.of(List.of(text), CharTokenizer.Unknown.REFUSED);
    int border = (int) (text.length() * 0.9);
    TokenStream training = TokenStream.of(List.of(text.substring(0, border)), tokenizer);
    TokenStream held = TokenStream.of(List.of(text.substring(border)), tokenizer);
    // the end of text that a stream ends with is no character of the text
    int windows = (int) ((held.size() - 1) / CONTEXT) - 1;
    List<Batch> validation = Windows.fixed(held, windows, 64, CONTEXT);
    GptConfig config =
        GptConfig.gpt2(4, 4, 128, CONTEXT, tokenizer.vocabulary())
            .with(draft -> draft.biases = false);
    try (var model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(seed))) {
      List<Double> losses = new ArrayList<>();
      new Trainer<>(
              model,
              plan(seed),
              batches(training, seed),
              new Validation<>(validation, Batch::targetCount),
              new Checkpoints(folder, 1, to -> {}),
              config.flopsPerToken())
          .run(losses(losses), wish);
      return losses.getLast();
    }
  }

  private static TrainingPlan plan(long seed) {
    return new TrainingPlan(
        new Budget.Steps(STEPS),
        1,
        new Schedule(Schedule.Shape.COSINE, 1e-3, 1e-4, 100, 1),
        OptimizerPlan.adamW(0.1, 0.9, 0.99),
        1,
        STEPS,
        STEPS,
        0,
        0,
        0,
        seed);
  }

  private static Batches<Batch> batches(TokenStream text, long seed) {
    return new Batches<>() {
      @Override
      public Batch at(long index) {
        return Windows.random(text, BATCH, CONTEXT, new SplittableRandom(seed * STEPS + index));
      }

      @Override
      public long tokensPerBatch() {
        return (long) BATCH * CONTEXT;
      }
    };
  }

  private static TrainingObserver losses(List<Double> losses) {
    return new TrainingObserver() {
      @Override
      public void onStep(Step step) {}

      @Override
      public void onEvaluation(int step, double lossNats) {
        losses.add(lossNats);
      }
    };
  }

  private static String text() throws IOException {
    var text = new StringBuilder(CHARACTERS + 1000);
    try (Documents.Reading reading = new WordNetGlosses().read()) {
      for (Document next = reading.next();
          next != null && text.length() < CHARACTERS;
          next = reading.next()) {
        text.append(text.isEmpty() ? "" : "\n").append(next.text());
      }
    }
    return text.substring(0, CHARACTERS);
  }
}
