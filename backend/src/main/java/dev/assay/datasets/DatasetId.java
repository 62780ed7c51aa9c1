package dev.assay.datasets;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** Of a data set. A version 7 UUID: ordered by creation. */
public record DatasetId(UUID value) {
  static DatasetId next() {
    return new DatasetId(Generators.timeBasedEpochGenerator().generate());
  }

  public static DatasetId of(String text) {
    return new DatasetId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
