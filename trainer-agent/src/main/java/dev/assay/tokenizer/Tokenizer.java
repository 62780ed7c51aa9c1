package dev.assay.tokenizer;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Text to token ids and back; {@code decode(encode(text))} is the text. May be used by many threads
 * at once.
 *
 * <p>Half of a surrogate pair is no text and has no UTF-8: it is taken as {@code ?}, as {@link
 * String#getBytes(java.nio.charset.Charset)} does.
 */
public interface Tokenizer {

  /** Ids are 0 to below this. */
  int vocabulary();

  /** The id that stands between documents; no text encodes to it. */
  int endOfText();

  int[] encode(String text);

  /**
   * Encodes text of any length in bounded memory; the ids are those of {@link #encode(String)}.
   *
   * @param text read to its end, not closed
   * @param sink gets the ids in order
   */
  void encode(Reader text, IntConsumer sink) throws IOException;

  /**
   * The bytes that the ids stand for; an end of text and other special tokens stand for none.
   *
   * @throws IllegalArgumentException when an id is unknown
   */
  byte[] bytes(int... ids);

  /**
   * How many bytes of UTF-8 the id stands for: a loss in nats per token becomes bits per byte with
   * it. 0 for an end of text and other special tokens.
   *
   * @throws IllegalArgumentException when the id is unknown
   */
  int byteLength(int id);

  /** The text of the ids; an end of text becomes nothing, bytes that are no UTF-8 become U+FFFD. */
  default String decode(int[] ids) {
    return new String(bytes(ids), StandardCharsets.UTF_8);
  }

  /** What checkpoints call it. */
  String name();
}
