package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.model.Gpt.TokenScore;
import dev.assay.tokenizer.Tokenizer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes predictions of next tokens as rows of a yes or no: was the likeliest token the one that
 * came, and how probable was it. A sample of them, each equally likely to be in it (Knuth, The Art
 * of Computer Programming, volume 2, algorithm 3.4.2 S).
 *
 * <p>What rows are told apart by is known before the token comes: the position, the document, and
 * what the text so far ends with. By what came itself nobody could be calibrated.
 */
final class NextTokenRows implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final BufferedWriter out;
  private final LanguageText text;
  private final List<Instant> times;
  private final long[] starts;
  private final RandomGenerator random;
  private long candidates;
  private long wanted;
  private int window; // the batch's first

  /**
   * @param times of the documents that validate; none when they are not told
   * @param most rows
   */
  NextTokenRows(Path file, LanguageText text, List<Instant> times, int most, long seed)
      throws IOException {
    this.out = Files.newBufferedWriter(file);
    this.text = text;
    this.times = times;
    this.starts = text.validationStarts();
    this.random = new SplittableRandom(seed);
    this.candidates = text.validation().stream().mapToLong(Batch::targetCount).sum();
    this.wanted = most;
  }

  /** The prediction of a batch's i-th target, which counts. */
  void add(Batch batch, int i, TokenScore score) throws IOException {
    if (random.nextLong(candidates--) >= wanted) {
      return;
    }
    wanted--;
    int context = batch.tokens() / batch.sequences();
    int sequence = window + i / context;
    int position = i % context;
    long document = text.tokens().validation().documentOf(starts[sequence] + position + 1);
    ObjectNode line = JSON.createObjectNode();
    line.put("id", sequence + "-" + position);
    line.put("label", score.correct() ? "1" : "0");
    line.put("probability", score.confidence());
    if (!times.isEmpty()) {
      line.put("timestamp", times.get(Math.toIntExact(document)).toString());
    }
    line.put("position", position);
    line.put("document", String.valueOf(document));
    line.put("after", kind(text.tokenizer(), (int) batch.inputs()[i]));
    out.write(JSON.writeValueAsString(line));
    out.newLine();
  }

  /** The next row is of the next batch. */
  void endOf(Batch batch) {
    window += batch.sequences();
  }

  /** What a token ends with. */
  static String kind(Tokenizer tokenizer, int id) {
    byte[] bytes = tokenizer.bytes(id);
    if (bytes.length == 0) {
      return "nothing"; // an end of text: the next token begins one
    }
    int last = bytes[bytes.length - 1];
    if (last < 0) {
      return "beyond ascii";
    }
    return Character.isLetter(last)
        ? "letter"
        : Character.isDigit(last)
            ? "digit"
            : Character.isWhitespace(last) ? "space" : "punctuation";
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
