package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A digest of content.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public Sha256 {
    if (!DIGEST.matcher(hex).matches()) {
      throw new IllegalArgumentException(hex + " is no SHA-256");
    }
  }

  /**
   * @param field where the text stands in the request
   * @throws Problem.Invalid when it is no digest
   */
  public static Sha256 parse(String field, String text) {
    String hex = text.strip().toLowerCase(Locale.ROOT);
    if (!DIGEST.matcher(hex).matches()) {
      throw new Problem.Invalid(field, text, "a SHA-256 has 64 hexadecimal digits");
    }
    return new Sha256(hex);
  }

  /**
   * @param digest 32 bytes
   */
  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** All 32 of them. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
