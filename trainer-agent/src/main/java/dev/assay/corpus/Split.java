package dev.assay.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Documents to train on and documents to validate on. Which side a document is on depends on its
 * text alone: equal texts are never on both sides, and adding documents moves none.
 */
public record Split(List<String> training, List<String> validation) {

  /**
   * @param validationFraction share of the documents to validate on, above 0 and below 1
   * @throws IllegalArgumentException when one side would be empty
   */
  public static Split byDocument(List<String> documents, double validationFraction) {
    if (!(validationFraction > 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validation fraction is " + validationFraction + "; must be above 0 and below 1");
    }
    var sides =
        documents.stream()
            .collect(Collectors.partitioningBy(text -> position(text) < validationFraction));
    var split =
        new Split(sides.getOrDefault(false, List.of()), sides.getOrDefault(true, List.of()));
    if (split.training.isEmpty() || split.validation.isEmpty()) {
      throw new IllegalArgumentException(
          "a validation fraction of %s of %d documents leaves %d to train on and %d to validate on; both sides need at least 1"
              .formatted(
                  validationFraction,
                  documents.size(),
                  split.training.size(),
                  split.validation.size()));
    }
    return split;
  }

  /** A number in [0, 1) that looks uniform, from the first 53 bits of the text's SHA-256. */
  static double position(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
