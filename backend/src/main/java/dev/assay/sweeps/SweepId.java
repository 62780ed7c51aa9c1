package dev.assay.sweeps;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** A version 7 UUID: ordered by creation. */
public record SweepId(UUID value) {
  static SweepId next() {
    return new SweepId(Generators.timeBasedEpochGenerator().generate());
  }

  public static SweepId of(String text) {
    return new SweepId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
