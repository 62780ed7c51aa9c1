package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.evaluation.Calibration;
import dev.assay.generation.Generator;
import dev.assay.model.Gpt;
import dev.assay.training.Wish;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What is recorded of a language model at each evaluation, beside its loss. */
final class LanguageJournal implements Training.Evaluated {

  private final RunRecorder run;
  private final PretrainParams.EvaluationParams params;
  private final Gpt model;
  private final LanguageText text;
  private final int seed;
  private final double bytesPerTarget;

  LanguageJournal(
      RunRecorder run,
      PretrainParams.EvaluationParams params,
      Gpt model,
      LanguageText text,
      int seed) {
    this.run = run;
    this.params = params;
    this.model = model;
    this.text = text;
    this.seed = seed;
    this.bytesPerTarget = text.bytesPerTarget();
  }

  @Override
  public void at(int step, double lossNats, Supplier<Wish> wish) throws InterruptedException {
    run.metric("val/perplexity", step, Math.exp(lossNats));
    run.metric("val/bits_per_byte", step, lossNats / Math.log(2) / bytesPerTarget);
    SamplingParams sample = params.sample();
    if (step == 0 || sample.tokens() == 0) {
      return;
    }
    // the same seed each time: what changes between samples is the model
    String written =
        Generator.write(
            model,
            text.tokenizer(),
            params.prompt(),
            sample.tokens(),
            sample.sampler(),
            new SplittableRandom(seed),
            () -> wish.get() == Wish.GO_ON);
    if (wish.get() != Wish.GO_ON) {
      return; // half a text is none
    }
    run.sample(step, params.prompt(), written);
  }

  /** Whether the model's confidence in the next token is justified, once at the end. */
  void atEnd(int step) throws InterruptedException {
    Calibration calibration = calibration(model, text.validation());
    run.metric("val/ece", step, calibration.expectedError());
    run.metric("val/accuracy", step, calibration.accuracy());
  }

  static Calibration calibration(Gpt model, Iterable<Batch> batches) {
    var calibration = new Calibration();
    for (Batch batch : batches) {
      for (Gpt.TokenScore score : model.scores(batch)) {
        calibration.add(score.confidence(), score.correct());
      }
    }
    return calibration;
  }
}
