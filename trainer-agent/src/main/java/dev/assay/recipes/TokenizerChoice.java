package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.corpus.Document;
import dev.assay.corpus.Documents;
import dev.assay.tokenizer.BytePairTrainer;
import dev.assay.tokenizer.CharTokenizer;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.tokenizer.Tokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The tokenizer that params ask for: one there is, or one that is learnt from the corpus. */
final class TokenizerChoice {

  /** One that is learnt stays in the run's folder: what goes on later has the same ids. */
  private static final String FOLDER = "tokenizer";

  private static final String BPE = "bpe";
  private static final String CHARS = "chars";

  private TokenizerChoice() {}

  /**
   * @param name bytes, chars, gpt2, bpe, or a path
   * @param vocabulary entries of a bpe
   * @param folder the run's own
   * @return empty when stopped
   */
  static Optional<Tokenizer> of(
      String name,
      int vocabulary,
      Documents documents,
      Corpora corpora,
      Path folder,
      BooleanSupplier stop)
      throws IOException, InterruptedException {
    Path kept = folder.resolve(FOLDER);
    return switch (name) {
      case Tokenizers.BYTES, Tokenizers.GPT2 -> Optional.of(Tokenizers.load(name));
      case BPE, CHARS -> {
        if (Files.isDirectory(kept)) {
          yield Optional.of(Tokenizers.load(kept));
        }
        Optional<Tokenizer> learnt =
            name.equals(BPE) ? pairs(vocabulary, documents, stop) : Optional.of(chars(documents));
        if (learnt.isPresent()) {
          Tokenizers.save(learnt.get(), kept);
        }
        yield learnt;
      }
      default -> Optional.of(Tokenizers.load(corpora.permitted("data.tokenizer", name)));
    };
  }

  private static Optional<Tokenizer> pairs(
      int vocabulary, Documents documents, BooleanSupplier stop)
      throws IOException, InterruptedException {
    try (Documents.Reading reading = documents.read()) {
      return new BytePairTrainer(vocabulary)
          .train(() -> new Texts(reading), BytePairTrainer.Progress.silent(), stop)
          .map(trained -> trained);
    }
  }

  private static Tokenizer chars(Documents documents) throws IOException {
    try (Documents.Reading reading = documents.read()) {
      return CharTokenizer.of(() -> new Texts(reading), CharTokenizer.Unknown.ONE_ID);
    }
  }

  /** The texts of a pass over documents. */
  private static final class Texts implements Iterator<String> {
    private final Documents.Reading reading;
    private @Nullable Document next;
    private boolean begun;

    Texts(Documents.Reading reading) {
      this.reading = reading;
    }

    @Override
    public boolean hasNext() {
      if (!begun) {
        begun = true;
        advance();
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      String text = next.text();
      advance();
      return text;
    }

    private void advance() {
      try {
        next = reading.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
