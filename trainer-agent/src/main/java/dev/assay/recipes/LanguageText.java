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
    return tokens(
            documents, tokenizer.get(), params.split(), params.validationFraction(), cache, stop)
        .map(
            tokens -> of(documents.name(), tokenizer.get(), tokens, params.packing(), shape, seed));
  }

  /**
   * Tokenizes a corpus for a model that there is already.
   *
   * @param cache of token files
   * @return empty when stopped
   */
  static Optional<LanguageText> read(
      Documents documents,
      Tokenizer tokenizer,
      DataParams.SplitBy split,
      double validationFraction,
      Shape shape,
      Path cache,
      BooleanSupplier stop)
      throws IOException, InterruptedException {
    return tokens(documents, tokenizer, split, validationFraction, cache, stop)
        .map(
            tokens ->
                of(documents.name(), tokenizer, tokens, DataParams.Packing.WINDOWS, shape, 0));
  }

  private static Optional<Tokenized> tokens(
      Documents documents,
      Tokenizer tokenizer,
      DataParams.SplitBy split,
      double validationFraction,
      Path cache,
      BooleanSupplier stop)
      throws IOException, InterruptedException {
    return TokenFiles.prepare(
        documents,
        tokenizer,
        rule(split, validationFraction),
        cache,
        LanguageText::tokenized,
        stop);
  }

  /** Which documents validate. */
  static SplitRule rule(DataParams.SplitBy split, double validationFraction) {
    return switch (split) {
      case DOCUMENT -> new SplitRule.ByText(validationFraction);
      case TIME -> new SplitRule.Newest(validationFraction);
    };
  }

  private static void tokenized(long documents, long tokens) {
    log.info("tokenized {} documents, {} tokens", documents, tokens);
  }

  private static LanguageText of(
      String corpus,
      Tokenizer tokenizer,
      Tokenized tokens,
      DataParams.Packing packing,
      Shape shape,
      long seed) {
    Batches<Batch> training =
        switch (packing) {
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

  /** The indices of the tokens that the validation sequences begin with. */
  long[] validationStarts() {
    int sequences = validation.stream().mapToInt(Batch::sequences).sum();
    Batch first = validation.getFirst();
    return Windows.starts(tokens.validation(), sequences, first.tokens() / first.sequences());
  }

  /** Bytes of text per validation target: what makes bits per byte of nats per token. */
  double bytesPerTarget() {
    long targets = validation.stream().mapToLong(Batch::targetCount).sum();
    return (double) Windows.targetBytes(validation, tokenizer::byteLength) / targets;
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
