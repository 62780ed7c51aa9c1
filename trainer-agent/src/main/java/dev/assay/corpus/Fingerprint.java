package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what decides what a file of tokens holds. */
final class Fingerprint {

  private static final String PROBE =
      "The 1st probe's words,  spaces\n\n\tand numbers: 12345 3.14 — élève 語 🙂 don't WON'T <|endoftext|>";

  private Fingerprint() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** With its length before it, so that no two lists of texts are alike. */
  static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Tokenizers of one name may have been trained on different texts: their tokens decide. */
  static String of(Tokenizer tokenizer) {
    MessageDigest digest = digest();
    add(digest, tokenizer.name());
    add(digest, tokenizer.vocabulary() + " " + tokenizer.endOfText());
    for (int id = 0; id < tokenizer.vocabulary(); id++) {
      add(digest, tokenizer.decode(new int[] {id}));
    }
    for (int id : encodeProbe(tokenizer)) {
      add(digest, String.valueOf(id));
    }
    return hex(digest);
  }

  /** A tokenizer of characters may know none of the probe's. */
  private static int[] encodeProbe(Tokenizer tokenizer) {
    try {
      return tokenizer.encode(PROBE);
    } catch (IllegalArgumentException e) {
      return new int[0];
    }
  }
}
