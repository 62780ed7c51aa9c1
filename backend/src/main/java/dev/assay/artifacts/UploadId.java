package dev.assay.artifacts;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.UUID;

/** An upload in parts. */
public record UploadId(UUID value) {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  static UploadId next() {
    return new UploadId(IDS.generate());
  }

  static UploadId at(Instant time) {
    return new UploadId(IDS.construct(time.toEpochMilli()));
  }

  /** When it was begun, to the millisecond. */
  Instant begunAt() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16); // version 7
  }

  public static UploadId of(String text) {
    return new UploadId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
