package dev.assay.runs;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** A version 7 UUID: later runs have greater ids. */
public record RunId(UUID value) {
  public static RunId next() {
    return new RunId(Generators.timeBasedEpochGenerator().generate());
  }

  public static RunId of(String text) {
    return new RunId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
