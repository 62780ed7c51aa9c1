package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.scaling.Bootstrap;
import dev.assay.scaling.Point;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.studies.StudyStore.Fitted;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells where runs stand against the law of a study. */
@Component
class Standings {
  private final Runs runs;
  private final Series series;

  Standings(Runs runs, Series series) {
    this.runs = runs;
    this.series = series;
  }

  static Answers answers(Fitted fitted) {
    List<Observation> counted = fitted.observations().stream().filter(Observation::counts).toList();
    return new Answers(
        bootstrap(fitted),
        counted.stream().mapToDouble(o -> Objects.requireNonNull(o.params())).max().orElseThrow(),
        counted.stream().mapToDouble(o -> Objects.requireNonNull(o.tokens())).max().orElseThrow());
  }

  private static Bootstrap bootstrap(Fitted fitted) {
    @Nullable Bootstrap bootstrap = fitted.bootstrap();
    if (bootstrap == null) {
      throw new Problem.Conflict(
          "the study has no law with intervals: " + Planning.whyNoLaw(fitted.outcome()));
    }
    return bootstrap;
  }

  RunStanding of(RunId id, Fitted fitted) {
    Bootstrap bootstrap = bootstrap(fitted);
    StudySpec spec = fitted.spec();
    ColumnReader params = ColumnReader.of(spec.params());
    ColumnReader tokens = ColumnReader.of(spec.tokens());
    ColumnReader loss = ColumnReader.of(spec.loss());
    Run run = runs.get(id);
    List<String> names =
        Stream.of(params, tokens, loss)
            .filter(ColumnReader::isMetric)
            .map(ColumnReader::key)
            .toList();
    Map<String, MetricSummary> metrics =
        series.latest(List.of(id), names).getOrDefault(id, Map.of());
    double n = number(params.of(run, metrics), run, spec.params());
    double l = number(loss.of(run, metrics), run, spec.loss());
    double d = tokensThen(run, tokens, loss, metrics, spec);
    return new RunStanding(
        id, run.status(), n, d, bootstrap.position(new Point(n, d, l)), fitted.outcome().at());
  }

  /** Losses are measured now and then: the tokens since then have not counted. */
  private double tokensThen(
      Run run,
      ColumnReader tokens,
      ColumnReader loss,
      Map<String, MetricSummary> metrics,
      StudySpec spec) {
    @Nullable MetricSummary measured = loss.isMetric() ? metrics.get(loss.key()) : null;
    if (tokens.isMetric() && measured != null) {
      double[] then =
          series
              .points(run.id(), tokens.key(), measured.lastStep(), measured.lastStep(), 1)
              .values();
      if (then.length == 1) {
        return number((Double) (then[0] * spec.tokens().times()), run, spec.tokens());
      }
    }
    return number(tokens.of(run, metrics), run, spec.tokens());
  }

  private static double number(@Nullable Double value, Run run, Column column) {
    if (value == null || !(value > 0 && Double.isFinite(value))) {
      throw new Problem.Conflict(
          "run %s has no number above 0 as %s%s"
              .formatted(run.name(), column.word(), value == null ? "" : ", but " + value));
    }
    return value;
  }
}
