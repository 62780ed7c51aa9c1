package dev.assay.ui.run;

import dev.assay.jobs.Jobs;
import dev.assay.logs.LogMatches;
import dev.assay.logs.LogPage;
import dev.assay.logs.LogQuery;
import dev.assay.logs.Logs;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiments;
import dev.assay.runs.Provenance;
import dev.assay.runs.Provenances;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Sample;
import dev.assay.runs.Samples;
import dev.assay.series.Series;
import dev.assay.team.Users;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.evaluations.EvaluationParts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everything the page of a run needs of the features behind it. */
@Component
class RunReader {
  private static final int MOST_SAMPLES = 200;

  /** So many lines of a log are read at once. */
  static final int LINES = 500;

  private static final int MATCHES = 200;
  private static final int MOST_PEOPLE = 500;

  private final Runs runs;
  private final Samples samples;
  private final Provenances provenances;
  private final Experiments experiments;
  private final Jobs jobs;
  private final Series series;
  private final Logs logs;
  private final ArtifactReader artifacts;
  private final LineageReader lineage;
  private final Users users;
  private final EvaluationParts evaluations;

  RunReader(
      Runs runs,
      Samples samples,
      Provenances provenances,
      Experiments experiments,
      Jobs jobs,
      Series series,
      Logs logs,
      ArtifactReader artifacts,
      LineageReader lineage,
      Users users,
      EvaluationParts evaluations) {
    this.runs = runs;
    this.samples = samples;
    this.provenances = provenances;
    this.experiments = experiments;
    this.jobs = jobs;
    this.series = series;
    this.logs = logs;
    this.artifacts = artifacts;
    this.lineage = lineage;
    this.users = users;
    this.evaluations = evaluations;
  }

  RunState read(RunId id) {
    Run run = runs.get(id);
    @Nullable RunId above = run.parent();
    @Nullable RunId from = run.forkedFrom();
    return new RunState(
        run,
        experiments.get(run.experimentId()),
        Optional.ofNullable(above).map(runs::get),
        Optional.ofNullable(from).map(runs::get),
        jobs.of(id),
        series.latest(List.of(id), HeadlineMetrics.ALL).getOrDefault(id, Map.of()));
  }

  Provenance provenance(RunId id) {
    return provenances.of(id);
  }

  String notes(RunId id) {
    return runs.notes(id);
  }

  /** Those who can be mentioned, by name. */
  List<String> people() {
    return users.names(MOST_PEOPLE);
  }

  /** What a run measured on which split of its data, and what it predicted there. */
  List<RecordedSplit> splits(Run run) {
    return RecordedSplit.of(series.metrics(run.id()), artifacts.below(run, RecordedSplit.FOLDER));
  }

  /** Newest first. */
  List<Sample> samples(RunId id) {
    return samples.of(id, MOST_SAMPLES);
  }

  LogPage lastLines(RunId id) {
    return logs.last(id, LINES);
  }

  /** Lines from a number on. */
  LogPage lines(RunId id, long from) {
    return logs.read(id, from, LINES);
  }

  /** Lines before a number, as many as are read at once. */
  LogPage linesBefore(RunId id, long end) {
    long from = Math.max(0, end - LINES);
    return logs.read(id, from, (int) (end - from));
  }

  /** Lines that contain a text, from a number on. */
  LogMatches find(RunId id, String text, long from) {
    try {
      return logs.search(id, LogQuery.containing(text, from, MATCHES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem.Unavailable("the server is stopping");
    }
  }

  ArtifactReader artifacts() {
    return artifacts;
  }

  /** What its evaluations are shown with. */
  EvaluationParts evaluations() {
    return evaluations;
  }

  LineageReader lineage() {
    return lineage;
  }
}
