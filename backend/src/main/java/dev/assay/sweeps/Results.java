package dev.assay.sweeps;

import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.search.LearningCurve;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.sweeps.SweepStore.End;
import dev.assay.sweeps.SweepStore.TrialRow;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What became of trials, as their runs, jobs and metrics tell it. */
@Component
class Results {
  /** Operations of a run so far, as the recipes here record them. */
  static final String FLOPS = "flops";

  private static final int POINTS_AT_ONCE = 100_000;

  private final Runs runs;
  private final Jobs jobs;
  private final Series series;
  private final Clock clock;

  Results(Runs runs, Jobs jobs, Series series, Clock clock) {
    this.runs = runs;
    this.jobs = jobs;
    this.series = series;
    this.clock = clock;
  }

  /** What some runs have taken so far, together. */
  record Took(double seconds, double flops) {}

  Took took(List<RunId> ids) {
    double flops = 0;
    for (Map<String, MetricSummary> metrics : series.latest(ids, List.of(FLOPS)).values()) {
      @Nullable MetricSummary counted = metrics.get(FLOPS);
      if (counted != null && counted.lastValue() > 0 && Double.isFinite(counted.lastValue())) {
        flops += counted.lastValue();
      }
    }
    return new Took(runs.secondsOfWork(ids), flops);
  }

  /** The state of one of a trial's runs. */
  private enum Done {
    NOT_YET,
    FINISHED,
    FAILED,
    CANCELLED
  }

  private record RunEnd(Done done, @Nullable String failure) {}

  /** What became of a trial; empty while it goes on. */
  Optional<End> end(SweepSpec spec, TrialRow row) {
    List<RunId> ids = row.trial().runs();
    if (ids.isEmpty()) {
      return row.outside() // its end is told
          ? Optional.empty()
          : Optional.of(ended(TrialStatus.FAILED, notNumbers(spec), "its run was purged", row));
    }
    List<RunEnd> ends = ids.stream().map(this::end).toList();
    if (ends.stream().anyMatch(e -> e.done() == Done.NOT_YET)) {
      return Optional.empty();
    }
    for (int i = 0; i < ends.size(); i++) {
      String which = ends.size() == 1 ? "its run" : "repeat %d of %d".formatted(i + 1, ends.size());
      RunEnd end = ends.get(i);
      if (end.done() == Done.FAILED) {
        String failure = end.failure() == null ? "" : ": " + end.failure();
        return Optional.of(
            ended(TrialStatus.FAILED, notNumbers(spec), which + " failed" + failure, row));
      }
      if (end.done() == Done.CANCELLED) {
        return Optional.of(
            ended(TrialStatus.CANCELLED, notNumbers(spec), which + " was cancelled", row));
      }
    }
    End end = measured(spec, row);
    return row.outside() && end.status() != TrialStatus.FINISHED
        ? Optional.empty() // it may be told still
        : Optional.of(end);
  }

  /** A job decides where there is one: its run may have ended and be taken up again. */
  private RunEnd end(RunId id) {
    Optional<Job> job = jobs.recordedBy(id);
    if (job.isPresent()) {
      Done done =
          switch (job.get().status()) {
            case QUEUED, LEASED, PAUSED -> Done.NOT_YET;
            case FINISHED -> Done.FINISHED;
            case FAILED -> Done.FAILED;
            case CANCELLED -> Done.CANCELLED;
          };
      return new RunEnd(done, job.get().failure());
    }
    Run run = runs.get(id);
    Done done =
        switch (run.status()) {
          case QUEUED, RUNNING, PAUSED, LOST -> Done.NOT_YET;
          case FINISHED -> Done.FINISHED;
          case FAILED -> Done.FAILED;
          case KILLED -> Done.CANCELLED;
        };
    return new RunEnd(done, run.failure());
  }

  private End measured(SweepSpec spec, TrialRow row) {
    List<RunId> ids = row.trial().runs();
    Map<RunId, Map<String, MetricSummary>> logged =
        series.latest(ids, spec.objectives().stream().map(Objective::metric).distinct().toList());
    List<Double> values = new ArrayList<>();
    List<String> said = new ArrayList<>();
    boolean missing = false;
    for (Objective objective : spec.objectives()) {
      double[] each = values(objective, ids, logged);
      missing |= each.length < ids.size();
      values.add(each.length < ids.size() ? Double.NaN : mean(each));
      said.add(said(objective, each, ids.size()));
    }
    TrialStatus status = missing ? TrialStatus.FAILED : TrialStatus.FINISHED;
    return ended(status, values, String.join("; ", said), row);
  }

  /** Of those runs that have logged it. */
  private static double[] values(
      Objective objective, List<RunId> ids, Map<RunId, Map<String, MetricSummary>> logged) {
    return ids.stream()
        .map(id -> logged.getOrDefault(id, Map.of()).get(objective.metric()))
        .filter(Objects::nonNull)
        .mapToDouble(metric -> value(objective, metric))
        .toArray();
  }

  static double value(Objective objective, MetricSummary metric) {
    return switch (objective.of()) {
      case LAST -> metric.lastValue();
      case MIN -> metric.min();
      case MAX -> metric.max();
      case MEAN -> metric.mean();
    };
  }

  /** NaN where one of them is no finite number. */
  private static double mean(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    return Double.isFinite(mean) ? mean : Double.NaN;
  }

  private static String said(Objective objective, double[] each, int repeats) {
    String metric = objective.metric();
    if (each.length == 0) {
      return metric + " was never logged";
    }
    if (each.length < repeats) {
      return "%s was logged by %d of %d repeats only".formatted(metric, each.length, repeats);
    }
    long wrong = Arrays.stream(each).filter(v -> !Double.isFinite(v)).count();
    if (wrong > 0) {
      return each.length == 1
          ? "%s is %s, which counts as bad".formatted(metric, each[0])
          : "%s is no finite number in %d of %d repeats, which counts as bad"
              .formatted(metric, wrong, repeats);
    }
    String mean = "%s is %s".formatted(metric, shown(mean(each)));
    return each.length == 1
        ? mean
        : "%s, the mean of %d repeats from %s to %s"
            .formatted(
                mean,
                repeats,
                shown(Arrays.stream(each).min().orElseThrow()),
                shown(Arrays.stream(each).max().orElseThrow()));
  }

  static String shown(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** The objectives of a trial that is ended early, as far as they were logged. */
  List<Double> soFar(SweepSpec spec, TrialRow row) {
    List<RunId> ids = row.trial().runs();
    double[] reported = row.curve().values();
    if (ids.isEmpty()) { // a program outside has reported the first
      List<Double> values = notNumbers(spec);
      values.set(0, reported.length == 0 ? Double.NaN : reported[reported.length - 1]);
      return values;
    }
    Map<RunId, Map<String, MetricSummary>> logged =
        series.latest(ids, spec.objectives().stream().map(Objective::metric).distinct().toList());
    return spec.objectives().stream().map(o -> mean(values(o, ids, logged))).toList();
  }

  End ended(TrialStatus status, List<Double> values, String reason, TrialRow row) {
    if (row.trial().runs().isEmpty()) {
      Duration took = Duration.between(row.trial().createdAt(), clock.instant());
      return new End(status, values, reason, Durations.seconds(took), 0);
    }
    Took took = took(row.trial().runs());
    return new End(status, values, reason, took.seconds(), took.flops());
  }

  static List<Double> notNumbers(SweepSpec spec) {
    List<Double> values = new ArrayList<>();
    spec.objectives().forEach(_ -> values.add(Double.NaN));
    return values;
  }

  /**
   * What a trial has reported of the first objective, with what is new since it was looked at last;
   * of several repeats the mean, at the steps that all of them have reached.
   */
  LearningCurve curve(SweepSpec spec, TrialRow row) {
    LearningCurve known = row.curve();
    if (row.trial().runs().isEmpty()) {
      return known; // it was told
    }
    long from = known.steps().length == 0 ? 0 : known.steps()[known.steps().length - 1] + 1;
    Objective first = spec.objectives().getFirst();
    TreeMap<Long, double[]> sums = new TreeMap<>(); // sum and count by step
    for (RunId run : row.trial().runs()) {
      read(run, first.metric(), from, sums);
    }
    sums.values().removeIf(sum -> sum[1] < row.trial().runs().size());
    if (sums.isEmpty()) {
      return known;
    }
    int n = known.steps().length;
    long[] steps = Arrays.copyOf(known.steps(), n + sums.size());
    double[] values = Arrays.copyOf(known.values(), n + sums.size());
    for (Map.Entry<Long, double[]> sum : sums.entrySet()) {
      steps[n] = sum.getKey();
      values[n++] = sum.getValue()[0] / sum.getValue()[1];
    }
    return Stretches.thin(
        new LearningCurve(known.trial(), steps, values), spec.pruner(), first.direction());
  }

  private void read(RunId run, String metric, long from, Map<Long, double[]> sums) {
    @Nullable Long next = from;
    while (next != null) {
      Series.Points page = series.points(run, metric, next, Long.MAX_VALUE, POINTS_AT_ONCE);
      for (int i = 0; i < page.steps().length; i++) {
        double[] sum = sums.computeIfAbsent(page.steps()[i], _ -> new double[2]);
        sum[0] += page.values()[i];
        sum[1]++;
      }
      next = page.nextStep();
    }
  }

  /** What the objectives of finished runs came to; those of which one is no number are left out. */
  Map<RunId, double[]> objectives(SweepSpec spec, List<RunId> ids) {
    Map<RunId, Map<String, MetricSummary>> logged =
        series.latest(ids, spec.objectives().stream().map(Objective::metric).distinct().toList());
    Map<RunId, double[]> values = new HashMap<>();
    for (Run run : runs.all(ids)) {
      double[] of =
          spec.objectives().stream()
              .mapToDouble(o -> mean(values(o, List.of(run.id()), logged)))
              .toArray();
      if (run.status() == RunStatus.FINISHED && Arrays.stream(of).allMatch(Double::isFinite)) {
        values.put(run.id(), of);
      }
    }
    return values;
  }
}
