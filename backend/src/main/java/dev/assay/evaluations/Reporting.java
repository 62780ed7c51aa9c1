package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.BinaryBootstrap;
import dev.assay.evaluation.BinaryMetric;
import dev.assay.evaluation.BinaryScores;
import dev.assay.evaluation.DeLong;
import dev.assay.evaluation.Interval;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.MulticlassBootstrap;
import dev.assay.evaluation.MulticlassMetric;
import dev.assay.evaluation.Shares;
import dev.assay.evaluations.Report.ClassScores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** What is computed of an evaluation when it comes: a function of its rows. */
final class Reporting {
  /** So that the answer is the same whoever computes it, and how often. */
  private static final long SEED = 1;

  /** Probabilities that are looked at in all resamples: some minutes on two cores. */
  private static final long MOST_LOOKED_AT = 2_000_000_000L;

  /** Five of them are beyond a percentile of 2.5 %. */
  private static final int LEAST_RESAMPLES = 200;

  /** Larger tables are looked at by nobody. */
  static final int MOST_CLASSES_OF_CONFUSION = 200;

  private final Predictions rows;
  private final Decided decided;
  private final boolean weighted;
  private final int resamples;
  private final Progress progress;

  private Reporting(Predictions rows, int resamples, Progress progress) {
    this.rows = rows;
    this.decided = Decided.of(rows);
    this.weighted = decided.isWeighted();
    this.resamples = resamples;
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
    int resamples = resamples(rows, wanted);
    progress.expect(resamples + (rows.multiclass() == null ? 0 : rows.classes().size()));
    Reporting reporting = new Reporting(rows, resamples, progress);
    List<String> warnings = new ArrayList<>(Warnings.of(rows, spec));
    if (resamples < wanted) {
      warnings.add(
          "there are so many rows that intervals are of %,d resamples instead of %,d"
              .formatted(resamples, wanted));
    }
    List<Score> scores = reporting.scores();
    return new Report(
        scores,
        reporting.confusion(),
        reporting.perClass(),
        warnings,
        null,
        resamples,
        Duration.between(begun, clock.instant()));
  }

  private static int resamples(Predictions rows, int wanted) {
    long values = (long) rows.size() * (rows.multiclass() == null ? 1 : rows.classes().size() + 1);
    return (int) Math.min(wanted, Math.max(LEAST_RESAMPLES, MOST_LOOKED_AT / values));
  }

  private List<Score> scores() {
    Binary binary = rows.binary();
    return binary == null
        ? scores(Objects.requireNonNull(rows.multiclass()))
        : scores(binary);
  }

  // Two classes ----------------------------------------------------------------------------------

  private List<Score> scores(Binary binary) {
    BinaryBootstrap bootstrap = BinaryBootstrap.of(binary, resamples, SEED, progress::step);
    return Arrays.stream(BinaryMetric.values())
        .map(metric -> score(binary, bootstrap, metric))
        .toList();
  }

  private Score score(Binary binary, BinaryBootstrap bootstrap, BinaryMetric metric) {
    double estimate = bootstrap.scores().get(metric);
    Optional<Method> analytic =
        switch (metric) {
          case ACCURACY, BASE_RATE -> Optional.of(share(estimate, _ -> true));
          case PRECISION -> Optional.of(share(estimate, decided::isCalledPositive));
          case RECALL -> Optional.of(share(estimate, decided::isPositive));
          case AUROC -> deLong(binary);
          case F1, AUPRC, LOG_LOSS, BRIER, RELIABILITY, RESOLUTION, UNCERTAINTY, MISCALIBRATION,
              DISCRIMINATION, ECE, ECE_EQUAL_MASS, MCE, ACE, DEBIASED_ECE, SMOOTH_ECE, KS,
              SHARPNESS, MEAN_FORECAST ->
              Optional.empty();
        };
    Method method = analytic.orElseGet(() -> new Method("bootstrap", bootstrap.of(metric)));
    return new Score(
        metric.key(),
        Labels.of(metric),
        method.interval(),
        metric.better(),
        method.name(),
        bootstrap.scores().whyUndefined(metric).orElse(null));
  }

  private record Method(String name, Interval interval) {}

  /**
   * @param of the rows that it is a share of
   */
  private Method share(double share, IntPredicate of) {
    double n = decided.effective(of);
    return new Method(
        "Wilson",
        Double.isNaN(share)
            ? new Interval(Double.NaN, Double.NaN, Double.NaN, Interval.LEVEL)
            : Shares.wilson(share * n, n));
  }

  /** It knows no weights, and needs two rows of each class. */
  private Optional<Method> deLong(Binary binary) {
    if (weighted) {
      return Optional.empty();
    }
    DeLong deLong = DeLong.of(binary);
    return Double.isNaN(deLong.standardError())
        ? Optional.empty()
        : Optional.of(new Method("DeLong", deLong.interval()));
  }

  // More classes ---------------------------------------------------------------------------------

  private List<Score> scores(Multiclass multiclass) {
    MulticlassBootstrap bootstrap =
        MulticlassBootstrap.of(multiclass, resamples, SEED, progress::step);
    return Arrays.stream(MulticlassMetric.values())
        .filter(metric -> metric != MulticlassMetric.TOP_5 || multiclass.classes() > 5)
        .map(metric -> score(bootstrap, metric))
        .toList();
  }

  private Score score(MulticlassBootstrap bootstrap, MulticlassMetric metric) {
    boolean isShare = metric == MulticlassMetric.ACCURACY || metric == MulticlassMetric.TOP_5;
    Method method =
        isShare
            ? share(bootstrap.scores().get(metric), _ -> true)
            : new Method("bootstrap", bootstrap.of(metric));
    return new Score(
        metric.key(),
        Labels.of(metric),
        method.interval(),
        metric.better(),
        method.name(),
        bootstrap.scores().whyUndefined(metric).map(_ -> whyUndefined()).orElse(null));
  }

  /** Names of classes are known here. */
  private String whyUndefined() {
    double[] weights = decided.weights();
    double all = Arrays.stream(weights).sum();
    List<String> empty = new ArrayList<>();
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] == 0 || weights[k] == all) {
        empty.add(rows.classes().get(k));
      }
    }
    return "rows of every class are needed, and of others; not so of "
        + Warnings.some(empty);
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
