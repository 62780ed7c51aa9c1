package dev.assay.studies;

import java.util.List;

/** A study as it was at one moment; it does not change. */
public record StudyVersion(
    VersionHead head, StudySpec spec, List<Observation> observations, StudyOutcome outcome) {
  public StudyVersion {
    observations = List.copyOf(observations);
  }
}
