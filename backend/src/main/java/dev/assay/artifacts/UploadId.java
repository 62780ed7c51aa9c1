package dev.assay.artifacts;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** An upload in parts. */
public record UploadId(UUID value) {
  static UploadId next() {
    return new UploadId(Generators.timeBasedEpochGenerator().generate());
  }

  public static UploadId of(String text) {
    return new UploadId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
