package dev.assay.studies;

import dev.assay.runs.ExperimentId;
import dev.assay.sweeps.SweepId;
import java.util.List;

/** Where the runs of a study come from; those of sweeps that it has queued belong to it always. */
public sealed interface StudySource {
  /**
   * Runs that a search finds.
   *
   * @param experiments empty for all
   * @param filter of the search language, empty for all runs
   */
  record Search(List<ExperimentId> experiments, String filter) implements StudySource {
    public Search {
      experiments = List.copyOf(experiments);
    }
  }

  record OfSweep(SweepId sweep) implements StudySource {}

  /** No runs but imported points. */
  record Imported() implements StudySource {}
}
