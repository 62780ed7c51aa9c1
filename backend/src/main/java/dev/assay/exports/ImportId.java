package dev.assay.exports;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** An archive that is being taken in, or was. */
public record ImportId(UUID value) {
  static ImportId next() {
    return new ImportId(Generators.timeBasedEpochGenerator().generate());
  }

  public static ImportId of(String text) {
    return new ImportId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
