package dev.assay.evaluations;

import dev.assay.evaluation.BinaryMetric;
import dev.assay.evaluation.BinaryScores;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.MulticlassBootstrap;
import dev.assay.evaluations.Report.ClassScores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What is computed of an evaluation when it comes: a function of its rows. */
final class Reporting {
  /** Probabilities that are looked at in all resamples: some minutes on two cores. */
  private static final long MOST_LOOKED_AT = 2_000_000_000L;

  /** Five of them are beyond a percentile of 2.5 %. */
  private static final int LEAST_RESAMPLES = 200;

  /** Larger tables are looked at by nobody. */
  static final int MOST_CLASSES_OF_CONFUSION = 200;

  private final Predictions rows;
  private final Decided decided;
  private final Progress progress;

  private Reporting(Predictions rows, Progress progress) {
    this.rows = rows;
    this.decided = Decided.of(rows);
    this.progress = progress;
  }

  /**
   * Works in the pool of parallel streams, or in the one that it is called in.
   *
   * @param wanted resamples; fewer are drawn where there are very many rows
   * @param clock by which it says how long it took
   * @throws java.util.concurrent.CancellationException when the progress is stopped
   */
  static Report of(
      Predictions rows, EvaluationSpec spec, int wanted, Progress progress, Clock clock) {
    Instant begun = clock.instant();
    int resamples = Scoring.resamples(rows, MOST_LOOKED_AT, LEAST_RESAMPLES, wanted);
    Multiclass multiclass = rows.multiclass();
    progress.expect(
        multiclass == null
            ? resamples
            : MulticlassBootstrap.looks(multiclass, resamples) + multiclass.classes());
    Reporting reporting = new Reporting(rows, progress);
    List<String> warnings = new ArrayList<>(Warnings.of(rows, spec));
    if (resamples < wanted) {
      warnings.add(
          "there are so many rows that intervals are of %,d resamples instead of %,d"
              .formatted(resamples, wanted));
    }
    List<Score> scores = Scoring.of(rows, resamples, progress::step);
    return new Report(
        scores,
        reporting.confusion(),
        reporting.perClass(),
        warnings,
        Windowing.lastCalibrated(rows, progress::step),
        resamples,
        Duration.between(begun, clock.instant()));
  }

  private List<ClassScores> perClass() {
    Multiclass multiclass = rows.multiclass();
    if (multiclass == null) {
      return List.of();
    }
    double[][] confusion = decided.confusion();
    return Stream.iterate(0, k -> k < multiclass.classes(), k -> k + 1)
        .map(k -> ofClass(multiclass, k, confusion))
        .toList();
  }

  private ClassScores ofClass(Multiclass multiclass, int k, double[][] confusion) {
    progress.step();
    BinaryScores scores = BinaryScores.of(multiclass.oneVersusRest(k));
    double of = Arrays.stream(confusion[k]).sum();
    double called = Arrays.stream(confusion).mapToDouble(row -> row[k]).sum();
    return new ClassScores(
        rows.classes().get(k),
        of,
        scores.get(BinaryMetric.AUROC),
        scores.get(BinaryMetric.AUPRC),
        2 * confusion[k][k] / (of + called),
        scores.get(BinaryMetric.ECE));
  }

  private List<List<Double>> confusion() {
    return decided.classes() > MOST_CLASSES_OF_CONFUSION
        ? List.of()
        : Arrays.stream(decided.confusion())
            .map(row -> Arrays.stream(row).boxed().toList())
            .toList();
  }
}
