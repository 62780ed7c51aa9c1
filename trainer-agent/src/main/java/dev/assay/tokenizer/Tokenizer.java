package dev.assay.tokenizer;

/** Text to token ids and back; {@code decode(encode(text))} is the text. */
public interface Tokenizer {

  /** Ids are 0 to below this. */
  int vocabulary();

  /** The id that stands between documents; no text encodes to it. */
  int endOfText();

  int[] encode(String text);

  /** The text of the ids; an end of text becomes nothing, bytes that are no UTF-8 become U+FFFD. */
  String decode(int[] ids);

  /** What checkpoints call it. */
  String name();
}
