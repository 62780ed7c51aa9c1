package dev.assay.tokenizer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * GPT-2's way to write bytes as visible characters in vocabulary files: bytes that are visible in
 * Latin-1 are themselves, the others are the characters from U+0100 on in their order.
 */
final class ByteLevel {

  private static final char FIRST_STAND_IN = 0x100;
  private static final char[] CHARS = new char[BytePairVocabulary.BYTES];
  private static final int[] BYTES = new int[2 * BytePairVocabulary.BYTES];

  static {
    Arrays.fill(BYTES, -1);
    char standIn = FIRST_STAND_IN;
    for (int b = 0; b < CHARS.length; b++) {
      boolean visible = (b > ' ' && b <= '~') || (b >= 0xA1 && b != 0xAD);
      CHARS[b] = visible ? (char) b : standIn++;
      BYTES[CHARS[b]] = b;
    }
  }

  private ByteLevel() {}

  static String write(byte[] bytes) {
    var text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      text.append(CHARS[Byte.toUnsignedInt(b)]);
    }
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException when a character stands for no byte
   */
  static byte[] read(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int b = c < BYTES.length ? BYTES[c] : -1;
      if (b < 0) {
        throw new IllegalArgumentException(
            "token %s has U+%04X, which stands for no byte in a byte-level BPE"
                .formatted(text, (int) c));
      }
      bytes.write(b);
    }
    return bytes.toByteArray();
  }
}
