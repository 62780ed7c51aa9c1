package dev.assay.jobs;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** A version 7 UUID: of equal priority, lesser ids are done first. */
public record JobId(UUID value) {
  static JobId next() {
    return new JobId(Generators.timeBasedEpochGenerator().generate());
  }

  public static JobId of(String text) {
    return new JobId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
