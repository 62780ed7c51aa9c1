package dev.assay.tokenizer;

/**
 * GPT-2's rule for splitting text into pre-tokens, which no token crosses (Radford et al., Language
 * Models are Unsupervised Multitask Learners, 2019; the regular expression of its published code):
 *
 * <pre>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre>
 *
 * <p>{@code \s} is Unicode's White_Space, {@code \p{L}} and {@code \p{N}} are the general
 * categories of Java's version of Unicode. It works on UTF-8: a byte that belongs to no character
 * counts as one that is neither letter, number nor space.
 *
 * <p>Our deviation: a pre-token ends with the first character that ends at or behind its byte
 * {@link #LONGEST}, so that text of any length needs bounded memory.
 */
final class GptPattern {

  /** Bytes. */
  static final int LONGEST = 1 << 20;

  /**
   * The end of a pre-token never depends on bytes this far behind it: neither on the character
   * behind a run nor on whether one at the end of a buffer is whole.
   */
  static final int LOOKAHEAD = 8;

  private static final byte OTHER = 0;
  private static final byte LETTER = 1;
  private static final byte NUMBER = 2;
  private static final byte SPACE = 3;

  /** A character's kind is in the low bits, how many bytes it has above them. */
  private static final int KIND_BITS = 2;

  private static final int KIND = (1 << KIND_BITS) - 1;

  private static final byte[] KINDS = kinds();

  private GptPattern() {}

  private static byte[] kinds() {
    var kinds = new byte[Character.MIN_SUPPLEMENTARY_CODE_POINT];
    for (int c = 0; c < kinds.length; c++) {
      kinds[c] = kindOf(c);
    }
    return kinds;
  }

  private static byte kindOf(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          SPACE;
      default -> (codePoint >= '\t' && codePoint <= '\r') || codePoint == 0x85 ? SPACE : OTHER;
    };
  }

  /** Whether a UTF-16 unit is white space; none is outside the basic plane. */
  static boolean isSpace(char c) {
    return KINDS[c] == SPACE;
  }

  /**
   * The end of the pre-token that begins at {@code from}.
   *
   * @param to end of the text, behind {@code from}
   */
  static int end(byte[] text, int from, int to) {
    if (text[from] == '\'') {
      int length = contraction(text, from, to);
      if (length > 0) {
        return from + length;
      }
    }
    int first = from;
    int kind = character(text, from, to) & KIND;
    if (text[from] == ' ' && from + 1 < to) {
      int next = character(text, from + 1, to) & KIND;
      if (next != SPACE) {
        kind = next;
        first = from + 1;
      }
    }
    return kind == SPACE ? endOfSpaces(text, from, to) : endOfRun(text, from, first, to, kind);
  }

  private static int contraction(byte[] text, int from, int to) {
    if (from + 1 >= to) {
      return 0;
    }
    byte first = text[from + 1];
    if (first == 's' || first == 't' || first == 'm' || first == 'd') {
      return 2;
    }
    if (from + 2 >= to) {
      return 0;
    }
    byte second = text[from + 2];
    boolean isContraction =
        (second == 'e' && (first == 'r' || first == 'v')) || (first == 'l' && second == 'l');
    return isContraction ? 3 : 0;
  }

  private static int endOfRun(byte[] text, int from, int first, int to, int kind) {
    int stop = to - from > LONGEST ? from + LONGEST : to;
    int at = first;
    while (at < stop) {
      byte b = text[at];
      if (b >= 0) {
        if (KINDS[b] != kind) {
          return at;
        }
        at++;
      } else {
        int character = wide(text, at, to);
        if ((character & KIND) != kind) {
          return at;
        }
        at += character >> KIND_BITS;
      }
    }
    return at;
  }

  /** The last space before something else is left to that: {@code \s+(?!\S)}. */
  private static int endOfSpaces(byte[] text, int from, int to) {
    int stop = to - from > LONGEST ? from + LONGEST : to;
    int last = from;
    int at = from;
    while (at < stop) {
      int character = character(text, at, to);
      if ((character & KIND) != SPACE) {
        return last > from ? last : at;
      }
      last = at;
      at += character >> KIND_BITS;
    }
    return at;
  }

  private static int character(byte[] text, int at, int to) {
    byte b = text[at];
    return b >= 0 ? KINDS[b] | 1 << KIND_BITS : wide(text, at, to);
  }

  /** Characters of two and more bytes, as the Unicode standard's table 3-7 has them. */
  private static int wide(byte[] text, int at, int to) {
    int b0 = text[at] & 0xFF;
    int left = to - at;
    if (b0 >= 0xC2 && b0 < 0xE0 && left > 1 && isContinuation(text[at + 1])) {
      return KINDS[(b0 & 0x1F) << 6 | low(text[at + 1])] | 2 << KIND_BITS;
    }
    if (b0 >= 0xE0 && b0 < 0xF0 && left > 2 && isContinuation(text[at + 1], text[at + 2])) {
      int c = (b0 & 0x0F) << 12 | low(text[at + 1]) << 6 | low(text[at + 2]);
      if (c >= 0x800 && !Character.isSurrogate((char) c)) {
        return KINDS[c] | 3 << KIND_BITS;
      }
    }
    if (b0 >= 0xF0
        && b0 < 0xF5
        && left > 3
        && isContinuation(text[at + 1], text[at + 2])
        && isContinuation(text[at + 3])) {
      int high = (b0 & 0x07) << 18 | low(text[at + 1]) << 12;
      int c = high | low(text[at + 2]) << 6 | low(text[at + 3]);
      if (Character.isSupplementaryCodePoint(c)) {
        return kindOf(c) | 4 << KIND_BITS;
      }
    }
    return OTHER | 1 << KIND_BITS;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private static boolean isContinuation(byte a, byte b) {
    return isContinuation(a) && isContinuation(b);
  }

  private static int low(byte b) {
    return b & 0x3F;
  }
}
