package dev.assay.datasets;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** Of a version of a data set; the root of its artifact. A version 7 UUID: ordered by creation. */
public record DatasetVersionId(UUID value) {
  static DatasetVersionId next() {
    return new DatasetVersionId(Generators.timeBasedEpochGenerator().generate());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
