package dev.assay.ui.run;

import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Sample;
import dev.assay.series.Series;
import java.util.List;
import org.springframework.stereotype.Component;

/** Everything the page of a run needs of the features behind it. */
@Component
class RunReader {
  private static final int MOST_SAMPLES = 200;

  private final Runs runs;
  private final Experiments experiments;
  private final Jobs jobs;
  private final Series series;

  RunReader(Runs runs, Experiments experiments, Jobs jobs, Series series) {
    this.runs = runs;
    this.experiments = experiments;
    this.jobs = jobs;
    this.series = series;
  }

  RunState read(RunId id) {
    Run run = runs.get(id);
    return new RunState(run, experiments.get(run.experimentId()), jobs.of(id), series.metrics(id));
  }

  /** Newest first. */
  List<Sample> samples(RunId id) {
    return runs.samples(id, MOST_SAMPLES);
  }

  void stop(Job job) {
    jobs.cancel(job.id());
  }
}
