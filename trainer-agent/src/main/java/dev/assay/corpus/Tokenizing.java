package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tokenizes a corpus on all processors. The documents keep their order; a few portions of them are
 * in memory at a time.
 */
record Tokenizing(
    Documents documents,
    Tokenizer tokenizer,
    SplitRule rule,
    TokenFiles.Progress progress,
    BooleanSupplier stop) {

  static final String TRAINING = "training.tokens";
  static final String VALIDATION = "validation.tokens";

  private static final int CHARACTERS_OF_A_PORTION = 1 << 18;

  /** A document's ids, how many bytes its text has, and its side. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Encoded(int[] ids, long bytes, boolean validates) {}

  Optional<Tokenized> into(Path folder, String fingerprint)
      throws IOException, InterruptedException {
    Optional<Predicate<Document>> validates = rule.validates(documents, stop);
    return validates.isEmpty() ? Optional.empty() : into(folder, fingerprint, validates.get());
  }

  private Optional<Tokenized> into(Path folder, String fingerprint, Predicate<Document> validates)
      throws IOException, InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    try (var training = new TokenFileWriter(folder.resolve(TRAINING), tokenizer, fingerprint);
        var validation = new TokenFileWriter(folder.resolve(VALIDATION), tokenizer, fingerprint);
        Documents.Reading reading = documents.read();
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      try {
        Queue<Future<List<Encoded>>> waiting = new ArrayDeque<>();
        List<Document> portion = portion(reading);
        while (!portion.isEmpty() || !waiting.isEmpty()) {
          if (stop.getAsBoolean()) {
            return Optional.empty();
          }
          if (!portion.isEmpty()) {
            List<Document> given = portion;
            waiting.add(workers.submit(() -> encode(given, validates)));
            portion = portion(reading);
          }
          if (portion.isEmpty() || waiting.size() > 2 * threads) {
            write(waiting.remove(), training, validation);
            progress.reached(
                training.documents() + validation.documents(),
                training.tokens() + validation.tokens());
          }
        }
      } finally {
        workers.shutdownNow();
      }
      requireBothSides(training.documents(), validation.documents());
      TokenFile held = validation.finish();
      return Optional.of(new Tokenized(training.finish(), held));
    }
  }

  /** The next documents, none after the last. */
  private static List<Document> portion(Documents.Reading reading) throws IOException {
    List<Document> portion = new ArrayList<>();
    for (int characters = 0; characters < CHARACTERS_OF_A_PORTION; ) {
      Document document = reading.next();
      if (document == null) {
        break;
      }
      portion.add(document);
      characters += document.text().length();
    }
    return portion;
  }

  private List<Encoded> encode(List<Document> portion, Predicate<Document> validates) {
    List<Encoded> encoded = new ArrayList<>(portion.size());
    for (Document document : portion) {
      String text = document.text();
      encoded.add(
          new Encoded(
              tokenizer.encode(text),
              text.getBytes(StandardCharsets.UTF_8).length,
              validates.test(document)));
    }
    return encoded;
  }

  private static void write(
      Future<List<Encoded>> portion, TokenFileWriter training, TokenFileWriter validation)
      throws IOException, InterruptedException {
    try {
      for (Encoded document : portion.get()) {
        (document.validates ? validation : training).add(document.ids, document.bytes);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw cause; // a text that the tokenizer cannot encode
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void requireBothSides(long training, long validation) {
    if (training == 0 || validation == 0) {
      throw new IllegalArgumentException(
          "%s of %d documents leaves %d to train on and %d to validate on; both sides need at least 1"
              .formatted(rule, training + validation, training, validation));
    }
  }
}
