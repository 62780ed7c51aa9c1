package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Batches;
import dev.assay.corpus.Corpora;
import dev.assay.corpus.Documents;
import dev.assay.corpus.PackedBatches;
import dev.assay.corpus.SplitRule;
import dev.assay.corpus.TokenFiles;
import dev.assay.corpus.Tokenized;
import dev.assay.corpus.UnigramModel;
import dev.assay.corpus.WindowBatches;
import dev.assay.corpus.Windows;
import dev.assay.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A corpus as a language model sees it.
 *
 * @param validation the same batches at each evaluation
 * @param unigramLossNats of the validation targets by the training tokens' frequencies
 */
record LanguageText(
    String corpus,
    Tokenizer tokenizer,
    Tokenized tokens,
    Batches<Batch> training,
    List<Batch> validation,
    double unigramLossNats) {

  private static final Logger log = LoggerFactory.getLogger(LanguageText.class);

  /**
   * How much of it is looked at at a time.
   *
   * @param sequences B
   * @param context T
   * @param validationWindows sequences to validate on
   */
  record Shape(int sequences, int context, int validationWindows) {}

  /**
   * Tokenizes a corpus, or finds it tokenized.
   *
   * @param folder the run's own
   * @param cache of token files
   * @return empty when stopped
   */
  static Optional<LanguageText> read(
      Corpora corpora,
      DataParams params,
      Shape shape,
      long seed,
      Path folder,
      Path cache,
      BooleanSupplier stop)
      throws IOException, InterruptedException {
    Documents documents = corpora.open(params.corpus());
    Optional<Tokenizer> tokenizer =
        TokenizerChoice.of(
            params.tokenizer(), params.vocabulary(), documents, corpora, folder, stop);
    if (tokenizer.isEmpty()) {
      return Optional.empty();
    }
    SplitRule rule =
        params.split() == DataParams.SplitBy.TIME
            ? new SplitRule.Newest(params.validationFraction())
            : new SplitRule.ByText(params.validationFraction());
    return TokenFiles.prepare(
            documents, tokenizer.get(), rule, cache, LanguageText::tokenized, stop)
        .map(tokens -> of(documents.name(), tokenizer.get(), tokens, params, shape, seed));
  }

  private static void tokenized(long documents, long tokens) {
    log.info("tokenized {} documents, {} tokens", documents, tokens);
  }

  private static LanguageText of(
      String corpus,
      Tokenizer tokenizer,
      Tokenized tokens,
      DataParams params,
      Shape shape,
      long seed) {
    Batches<Batch> training =
        switch (params.packing()) {
          case WINDOWS ->
              new WindowBatches(tokens.training(), shape.sequences, shape.context, seed);
          case PACKED ->
              new PackedBatches(
                  tokens.training(), shape.sequences, shape.context, tokenizer.endOfText(), seed);
        };
    List<Batch> validation =
        Windows.fixed(tokens.validation(), shape.validationWindows, shape.sequences, shape.context);
    double unigram =
        UnigramModel.fit(tokens.training(), tokenizer.vocabulary()).lossNats(validation);
    return new LanguageText(corpus, tokenizer, tokens, training, validation, unigram);
  }

  /** Bytes of text per validation target: what makes bits per byte of nats per token. */
  double bytesPerTarget() {
    long bytes = 0;
    long targets = 0;
    for (Batch batch : validation) {
      for (long target : batch.targets()) {
        if (target != Batch.IGNORED) {
          bytes += tokenizer.byteLength((int) target);
          targets++;
        }
      }
    }
    return (double) bytes / targets;
  }

  /** For the run. */
  Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    tags.put("corpus", corpus);
    tags.put("corpus.training_tokens", String.valueOf(tokens.training().size()));
    tags.put("corpus.validation_tokens", String.valueOf(tokens.validation().size()));
    tags.put("corpus.training_documents", String.valueOf(tokens.training().documents()));
    tags.put("tokenizer", tokenizer.name());
    tags.put("tokenizer.vocabulary", String.valueOf(tokenizer.vocabulary()));
    return tags;
  }
}
