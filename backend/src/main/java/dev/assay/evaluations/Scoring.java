package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.BinaryBootstrap;
import dev.assay.evaluation.BinaryMetric;
import dev.assay.evaluation.DeLong;
import dev.assay.evaluation.Interval;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.MulticlassBootstrap;
import dev.assay.evaluation.MulticlassMetric;
import dev.assay.evaluation.Shares;
import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Metrics of rows, each with its interval: analytic where there is one. */
final class Scoring {
  /** So that the answer is the same whoever computes it, and how often. */
  private static final long SEED = 1;

  private final Predictions rows;
  private final Decided decided;
  private final boolean weighted;
  private final int resamples;
  private final Runnable before;
  private final boolean smoothEce;

  private Scoring(Predictions rows, int resamples, Runnable before, boolean smoothEce) {
    this.rows = rows;
    this.decided = Decided.of(rows);
    this.weighted = decided.isWeighted();
    this.resamples = resamples;
    this.before = before;
    this.smoothEce = smoothEce;
  }

  /**
   * All metrics. Works in the pool of parallel streams, or in the one that it is called in.
   *
   * @param before is called before each look at a resample; what it throws ends the work
   */
  static List<Score> of(Predictions rows, int resamples, Runnable before) {
    return new Scoring(rows, resamples, before, true).scores();
  }

  /** Some of the metrics, in the order of their keys; faster where smECE is not among them. */
  static List<Score> of(Predictions rows, int resamples, List<String> keys) {
    boolean smoothEce = keys.contains(BinaryMetric.SMOOTH_ECE.key()); // of K classes it is the same
    List<Score> all = new Scoring(rows, resamples, () -> {}, smoothEce).scores();
    return keys.stream()
        .flatMap(key -> all.stream().filter(score -> score.key().equals(key)))
        .toList();
  }

  /** Keys of the metrics that there are of these rows. */
  static List<String> keys(Predictions rows) {
    return rows.binary() != null
        ? Arrays.stream(BinaryMetric.values()).map(BinaryMetric::key).toList()
        : metrics(rows.classes().size()).map(MulticlassMetric::key).toList();
  }

  /**
   * @throws Problem.Invalid when one of the keys is of no metric of these rows
   */
  static void checkKeys(Predictions rows, List<String> keys) {
    List<String> known = keys(rows);
    for (String key : keys) {
      if (!known.contains(key)) {
        throw new Problem.Invalid("metric", key, "metrics are " + String.join(", ", known));
      }
    }
  }

  /**
   * How many resamples there is time for.
   *
   * @param mostLookedAt probabilities in all resamples
   * @param least however long that takes
   */
  static int resamples(Predictions rows, long mostLookedAt, int least, int most) {
    long values = (long) rows.size() * (rows.multiclass() == null ? 1 : rows.classes().size() + 1);
    return (int) Math.min(most, Math.max(least, mostLookedAt / values));
  }

  private List<Score> scores() {
    Binary binary = rows.binary();
    return binary == null ? scores(Objects.requireNonNull(rows.multiclass())) : scores(binary);
  }

  private static Stream<MulticlassMetric> metrics(int classes) {
    return Arrays.stream(MulticlassMetric.values())
        .filter(metric -> metric != MulticlassMetric.TOP_5 || classes > 5);
  }

  // Two classes ----------------------------------------------------------------------------------

  private List<Score> scores(Binary binary) {
    BinaryBootstrap bootstrap =
        smoothEce
            ? BinaryBootstrap.of(binary, resamples, SEED, before)
            : BinaryBootstrap.withoutSmoothEce(binary, resamples, SEED, before);
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
          case F1,
              AUPRC,
              LOG_LOSS,
              BRIER,
              RELIABILITY,
              RESOLUTION,
              UNCERTAINTY,
              MISCALIBRATION,
              DISCRIMINATION,
              ECE,
              ECE_EQUAL_MASS,
              MCE,
              ACE,
              DEBIASED_ECE,
              SMOOTH_ECE,
              KS,
              SHARPNESS,
              MEAN_FORECAST ->
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
        smoothEce
            ? MulticlassBootstrap.of(multiclass, resamples, SEED, before)
            : MulticlassBootstrap.withoutSmoothEce(multiclass, resamples, SEED, before);
    return metrics(multiclass.classes()).map(metric -> score(bootstrap, metric)).toList();
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
    return "rows of every class are needed, and of others; not so of " + Warnings.some(empty);
  }
}
