package dev.assay.recipes;

import dev.assay.generation.Generator;
import dev.assay.model.Gpt;
import dev.assay.tokenizer.Tokenizer;
import java.util.SplittableRandom;

/** What is recorded of a language model at each evaluation, beside its loss. */
record LanguageJournal(
    RunRecorder run,
    PretrainParams.EvaluationParams params,
    Gpt model,
    Tokenizer tokenizer,
    int seed)
    implements Training.Evaluated {

  @Override
  public void at(int step, double lossNats) throws InterruptedException {
    run.metric("val/perplexity", step, Math.exp(lossNats));
    SamplingParams sample = params.sample();
    if (step == 0 || sample.tokens() == 0) {
      return;
    }
    // the same seed each time: what changes between samples is the model
    String text =
        Generator.write(
            model,
            tokenizer,
            params.prompt(),
            sample.tokens(),
            sample.sampler(),
            new SplittableRandom(seed));
    run.sample(step, params.prompt(), text);
  }
}
