package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Corpora;
import dev.assay.evaluation.Calibration;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Measures a language model on text that it need not have been trained on. */
public final class Evaluate implements Recipe {

  private final Corpora corpora;
  private final Path cache;

  /**
   * @param corpora which files may be read
   * @param cache folder of tokenized corpora
   */
  public Evaluate(Corpora corpora, Path cache) {
    this.corpora = corpora;
    this.cache = cache;
  }

  @Override
  public ObjectNode schema() {
    return EvaluateParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    EvaluateParams params = EvaluateParams.parse(given);
    Execution execution = params.execution();
    ModelFolder.Loaded loaded =
        BaseModel.load("model", params.model(), execution, corpora, folder, run);
    try (Gpt model = loaded.gpt()) {
      var shape =
          new LanguageText.Shape(params.batch(), model.config().context(), params.windows());
      var end = new EndWish(wish);
      Optional<LanguageText> text =
          LanguageText.read(
              corpora.open(params.corpus()),
              loaded.tokenizer(),
              params.split(),
              params.validationFraction(),
              shape,
              cache,
              end);
      if (text.isEmpty()) {
        return end.ending();
      }
      Map<String, String> tags = new TreeMap<>(text.get().tags());
      tags.put("model.parameters", String.valueOf(model.config().parameterCount()));
      run.start(EvaluateParams.PARAMS.tree(params), tags);
      return measure(model, text.get(), run, end);
    }
  }

  private static Ending measure(Gpt model, LanguageText text, RunRecorder run, EndWish end)
      throws InterruptedException {
    var calibration = new Calibration();
    double nats = 0;
    long targets = 0;
    int done = 0;
    for (Batch batch : text.validation()) {
      if (end.getAsBoolean()) {
        return end.ending();
      }
      for (Gpt.TokenScore score : model.scores(batch)) {
        calibration.add(score.confidence(), score.correct());
        nats += score.lossNats();
        targets++;
      }
      run.progress((double) ++done / text.validation().size());
    }
    double loss = nats / targets;
    run.metric("val/loss", 0, loss);
    run.metric("val/unigram_loss", 0, text.unigramLossNats());
    run.metric("val/perplexity", 0, Math.exp(loss));
    run.metric("val/bits_per_byte", 0, loss / Math.log(2) / text.bytesPerTarget());
    run.metric("val/ece", 0, calibration.expectedError());
    run.metric("val/accuracy", 0, calibration.accuracy());
    return Ending.DONE;
  }
}
