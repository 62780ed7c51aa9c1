package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Corpora;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.Trainable;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trains a GPT from nothing on a corpus and keeps checkpoints of it. */
public final class Pretrain implements Recipe {

  private static final Logger log = LoggerFactory.getLogger(Pretrain.class);

  private final Corpora corpora;
  private final Path cache;

  /**
   * @param corpora what may be trained on
   * @param cache folder of tokenized corpora
   */
  public Pretrain(Corpora corpora, Path cache) {
    this.corpora = corpora;
    this.cache = cache;
  }

  @Override
  public ObjectNode schema() {
    return PretrainParams.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    PretrainParams params = PretrainParams.parse(given);
    TrainingParams training = params.training();
    Execution execution = training.execution();
    var shape =
        new LanguageText.Shape(
            training.batch(), params.model().context(), params.evaluation().windows());
    var end = new EndWish(wish);
    Optional<LanguageText> text =
        LanguageText.read(corpora, params.data(), shape, params.seed(), folder, cache, end);
    if (text.isEmpty()) {
      return end.ending();
    }
    GptConfig config = params.model().config(text.get().tokenizer().vocabulary());
    Resources resources = Resources.predict(config, execution, training.batch());
    Map<String, String> tags = new TreeMap<>(resources.tags());
    tags.putAll(text.get().tags());
    run.start(PretrainParams.PARAMS.tree(params), tags);
    return train(params, text.get(), config, resources, folder, run, wish);
  }

  private static Ending train(
      PretrainParams params,
      LanguageText text,
      GptConfig config,
      Resources resources,
      Path folder,
      RunRecorder run,
      Supplier<Wish> wish)
      throws IOException, InterruptedException {
    try (var replicas = new Replicas(config, params.training(), params.seed())) {
      Gpt model = replicas.first();
      log.info("{}", model.describe(params.training().batch()));
      run.metric("val/unigram_loss", 0, text.unigramLossNats());
      var journal = new LanguageJournal(run, params.evaluation(), model, text, params.seed());
      var card = new ModelFolder(config, null, null);
      Trainable<Batch> all = replicas.all();
      var work =
          new Training.Work<>(
              all,
              params.plan(),
              text.training(),
              new Validation<>(text.validation(), Batch::targetCount),
              params.training().keepLast(),
              to -> card.write(to, text.tokenizer()));
      var training = new Training<>(work, resources, folder, run, journal);
      Ending ending = training.run(wish);
      if (ending == Ending.DONE) {
        journal.atEnd(training.steps());
      }
      return ending;
    }
  }
}
