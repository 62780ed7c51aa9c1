package dev.assay.evaluations;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** Of a recalibration: a version 7 UUID, ordered by creation. */
public record RecalibrationId(UUID value) {
  static RecalibrationId next() {
    return new RecalibrationId(Generators.timeBasedEpochGenerator().generate());
  }

  public static RecalibrationId of(String text) {
    return new RecalibrationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
