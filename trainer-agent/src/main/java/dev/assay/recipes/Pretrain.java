package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Batches;
import dev.assay.corpus.Corpora;
import dev.assay.corpus.Corpus;
import dev.assay.corpus.Split;
import dev.assay.corpus.TokenStream;
import dev.assay.corpus.UnigramModel;
import dev.assay.corpus.Windows;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trains a GPT from nothing on a corpus and keeps checkpoints of it. */
public final class Pretrain implements Recipe {

  private static final Logger log = LoggerFactory.getLogger(Pretrain.class);

  private final Corpora corpora;

  /**
   * @param corpora what may be trained on
   */
  public Pretrain(Corpora corpora) {
    this.corpora = corpora;
  }

  @Override
  public ObjectNode schema() {
    return PretrainParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    PretrainParams params = PretrainParams.parse(given);
    Tokenizer tokenizer = new ByteTokenizer();
    GptConfig config = params.model().config(tokenizer.vocabulary());
    var execution = params.training().execution();
    Resources resources = Resources.predict(config, execution, params.training().batch());
    Text text = Text.read(corpora, params, tokenizer);
    run.start(PretrainParams.PARAMS.tree(params), tags(resources, text));
    try (var model = new Gpt(config, execution, new SplittableRandom(params.seed()))) {
      log.info("{}", model.describe(params.training().batch()));
      var journal = new LanguageJournal(run, params.evaluation(), model, tokenizer, params.seed());
      run.metric("val/unigram_loss", 0, text.unigramLossNats);
      var work =
          new Training.Work<>(
              model,
              params.plan(),
              text.batches,
              new Validation<>(text.validation, Batch::targetCount),
              params.training().keepLast(),
              to -> {});
      return new Training<>(work, resources, folder, run, journal).run(wish);
    }
  }

  private static Map<String, String> tags(Resources resources, Text text) {
    Map<String, String> tags = new TreeMap<>(resources.tags());
    tags.put("corpus", text.corpus);
    tags.put("corpus.training_tokens", String.valueOf(text.training.size()));
    return tags;
  }

  /** The corpus as a model sees it. */
  private record Text(
      String corpus,
      TokenStream training,
      Batches<Batch> batches,
      List<Batch> validation,
      double unigramLossNats) {

    static Text read(Corpora corpora, PretrainParams params, Tokenizer tokenizer) {
      Corpus corpus = corpora.get(params.data().corpus());
      Split split = Split.byDocument(corpus.documents(), params.data().validationFraction());
      TokenStream training = TokenStream.of(split.training(), tokenizer);
      int context = params.model().context();
      int batch = params.training().batch();
      training.requireWindow(context);
      List<Batch> validation =
          Windows.fixed(
              TokenStream.of(split.validation(), tokenizer),
              params.evaluation().windows(),
              batch,
              context);
      double unigram = UnigramModel.fit(training, tokenizer.vocabulary()).lossNats(validation);
      return new Text(
          corpus.name(),
          training,
          batches(training, batch, context, params.seed()),
          validation,
          unigram);
    }

    private static Batches<Batch> batches(TokenStream text, int batch, int context, long seed) {
      return new Batches<>() {
        @Override
        public Batch at(long index) {
          return Windows.random(text, batch, context, new SplittableRandom(seed + index));
        }

        @Override
        public long tokensPerBatch() {
          return (long) batch * context;
        }
      };
    }
  }
}
