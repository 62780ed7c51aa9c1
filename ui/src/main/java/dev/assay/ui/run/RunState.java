package dev.assay.ui.run;

import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.runs.Experiment;
import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a run at one moment.
 *
 * @param parent what it is a part of
 * @param origin what it was forked from
 * @param headlines of its metrics those that tell how it is doing, by name; it may have thousands
 */
record RunState(
    Run run,
    Experiment experiment,
    Optional<Run> parent,
    Optional<Run> origin,
    Optional<Job> job,
    Map<String, MetricSummary> headlines) {
  /** Whether more is to be expected of it. */
  boolean isLive() {
    return !run.status().hasEnded();
  }

  boolean canBeStopped() {
    return canBePaused() || canBeResumed();
  }

  boolean canBePaused() {
    return job.filter(j -> j.status() == JobStatus.QUEUED || j.status() == JobStatus.LEASED)
        .isPresent();
  }

  boolean canBeResumed() {
    return job.filter(j -> j.status() == JobStatus.PAUSED).isPresent();
  }
}
