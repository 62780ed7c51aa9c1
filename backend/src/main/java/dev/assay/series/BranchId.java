package dev.assay.series;

import com.fasterxml.uuid.Generators;
import dev.assay.runs.RunId;
import java.util.UUID;

/** What chunks are kept under. */
record BranchId(UUID value) {
  static BranchId next() {
    return new BranchId(Generators.timeBasedEpochGenerator().generate());
  }

  /** The branch a run begins with. */
  static BranchId firstOf(RunId run) {
    return new BranchId(run.value());
  }
}
