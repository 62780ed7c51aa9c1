package dev.assay.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Learns a byte-level BPE from documents (Sennrich et al., Neural Machine Translation of Rare Words
 * with Subword Units, 2016, algorithm 1, on bytes as GPT-2 does).
 *
 * <p>The most frequent pair of neighbours becomes a token, again and again. Of equally frequent
 * pairs it is the greatest: pairs are compared by the bytes of their left tokens and then by those
 * of their right tokens, bytes as numbers of 0 to 255, a prefix before what it is a prefix of. The
 * result does not depend on the order of the documents or on the number of threads.
 *
 * <p>Ids 0 to 255 are the bytes, then come the merges in their order, then the special tokens. When
 * no pair occurs twice, learning ends early and the vocabulary is smaller than wished.
 *
 * <p>Documents are split by GPT-2's pattern and are read once; memory grows with the distinct parts
 * only. Of a part longer than 1,024 bytes, each 1,024 count as a part.
 *
 * @param vocabulary ids, those of bytes and special tokens included
 * @param specials texts of the special tokens; the first ends a document
 * @param threads that split documents and count, 1 or more
 */
public record BytePairTrainer(int vocabulary, List<String> specials, int threads) {

  public static final String END_OF_TEXT = "<|endoftext|>";

  private static final String NAME = "bpe";
  private static final int LONGEST_WORD = 1024;

  /** What the training tells of itself; from one thread at a time. */
  public interface Progress {

    /**
     * @param bytes of UTF-8 of the documents counted so far
     */
    void counted(long bytes);

    /**
     * @param merges learnt so far
     * @param of those that are wished
     */
    void learnt(int merges, int of);

    /** Tells nobody. */
    static Progress silent() {
      return new Progress() {
        @Override
        public void counted(long bytes) {}

        @Override
        public void learnt(int merges, int of) {}
      };
    }
  }

  public BytePairTrainer {
    specials = List.copyOf(specials);
    if (specials.isEmpty()) {
      throw new IllegalArgumentException(
          "specials is empty; must have at least the token that ends a document");
    }
    for (String special : specials) {
      if (special.isEmpty() || specials.indexOf(special) != specials.lastIndexOf(special)) {
        throw new IllegalArgumentException(
            "specials is %s; must be different texts, none of them empty".formatted(specials));
      }
    }
    int least = BytePairVocabulary.BYTES + specials.size();
    if (vocabulary < least) {
      throw new IllegalArgumentException(
          "vocabulary is %d; must be at least %d: %d bytes and %d special token%s"
              .formatted(
                  vocabulary,
                  least,
                  BytePairVocabulary.BYTES,
                  specials.size(),
                  specials.size() == 1 ? "" : "s"));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads is %d; must be at least 1".formatted(threads));
    }
  }

  /** With {@link #END_OF_TEXT} and as many threads as there are processors. */
  public BytePairTrainer(int vocabulary) {
    this(vocabulary, List.of(END_OF_TEXT), Runtime.getRuntime().availableProcessors());
  }

  /** Learns from all documents. */
  public BytePairTokenizer train(Iterable<String> documents) throws InterruptedException {
    return train(documents, Progress.silent(), () -> false).orElseThrow();
  }

  /**
   * Learns from all documents.
   *
   * @param documents iterated once, by one thread at a time
   * @param isCancelled asked again and again
   * @return empty when it was cancelled
   */
  public Optional<BytePairTokenizer> train(
      Iterable<String> documents, Progress progress, BooleanSupplier isCancelled)
      throws InterruptedException {
    WordCounts words = count(documents, progress, isCancelled);
    int wished = vocabulary - BytePairVocabulary.BYTES - specials.size();
    List<BytePairVocabulary.Merge> merges = new ArrayList<>(wished);
    var learner = new MergeLearner(words, vocabulary);
    while (merges.size() < wished && !isCancelled.getAsBoolean() && learner.learn(merges)) {
      progress.learnt(merges.size(), wished);
    }
    return isCancelled.getAsBoolean()
        ? Optional.empty()
        : Optional.of(tokenizer(learner.tokens(), merges));
  }

  private BytePairTokenizer tokenizer(List<byte[]> tokens, List<BytePairVocabulary.Merge> merges) {
    SequencedMap<String, Integer> ids = new LinkedHashMap<>();
    for (String special : specials) {
      ids.put(special, tokens.size() + ids.size());
    }
    var all = new byte[tokens.size() + ids.size()][];
    for (int id = 0; id < tokens.size(); id++) {
      all[id] = tokens.get(id);
    }
    return new BytePairTokenizer(
        NAME, new BytePairVocabulary(all, merges, ids), specials.getFirst());
  }

  // --- counting ---

  private WordCounts count(
      Iterable<String> documents, Progress progress, BooleanSupplier isCancelled)
      throws InterruptedException {
    var pieces = new DocumentPieces(documents.iterator());
    var counted = new Counted(progress);
    var words = new WordCounts();
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Future<WordCounts>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(executor.submit(() -> count(pieces, counted, isCancelled)));
      }
      for (Future<WordCounts> count : counts) {
        words.addAll(count.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
    return words;
  }

  private static WordCounts count(
      DocumentPieces pieces, Counted counted, BooleanSupplier isCancelled) {
    var words = new WordCounts();
    List<String> texts = pieces.next();
    while (!texts.isEmpty()
        && !isCancelled.getAsBoolean()
        && !Thread.currentThread().isInterrupted()) {
      long bytes = 0;
      for (String text : texts) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        count(utf8, words);
        bytes += utf8.length;
      }
      counted.add(bytes);
      texts = pieces.next();
    }
    return words;
  }

  private static void count(byte[] text, WordCounts words) {
    for (int at = 0; at < text.length; ) {
      int end = GptPattern.end(text, at, text.length);
      while (end - at > LONGEST_WORD) {
        words.add(text, at, at + LONGEST_WORD, 1);
        at += LONGEST_WORD;
      }
      words.add(text, at, end, 1);
      at = end;
    }
  }

  /** Bytes that all threads have counted. */
  private static final class Counted {

    private final Progress progress;
    private long bytes;

    Counted(Progress progress) {
      this.progress = progress;
    }

    synchronized void add(long more) {
      bytes += more;
      progress.counted(bytes);
    }
  }
}
