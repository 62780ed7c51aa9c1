package dev.assay.studies;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** A version 7 UUID: ordered by creation. */
public record StudyId(UUID value) {
  static StudyId next() {
    return new StudyId(Generators.timeBasedEpochGenerator().generate());
  }

  public static StudyId of(String text) {
    return new StudyId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
