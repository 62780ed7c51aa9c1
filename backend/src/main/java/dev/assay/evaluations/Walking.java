package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Bins;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.Platt;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluation.Temperature;
import dev.assay.evaluation.TimeSplits;
import dev.assay.evaluations.WalkForward.Fold;
import dev.assay.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a map is worth that is fitted again and again to the rows that were there. */
final class Walking {
  private static final int MOST_FOLDS = 200;

  /** One or two parameters need no more. */
  private static final int MOST_FITTED = 100_000;

  private static final int BINS = 15;

  private Walking() {}

  /** Log-loss in nats and ECE of rows. */
  private record Worth(double logLoss, double ece) {
    static final Worth NONE = new Worth(Double.NaN, Double.NaN);

    static Worth of(Predictions rows) {
      Binary binary = rows.binary();
      return new Worth(
          binary == null
              ? Objects.requireNonNull(rows.multiclass()).logLoss()
              : RowLoss.LOG_LOSS.mean(binary),
          Bins.equalWidth(rows.headline(), BINS).ece());
    }
  }

  static WalkForward of(
      Predictions rows,
      boolean expanding,
      Duration train,
      Duration gap,
      Duration test,
      Duration step) {
    long[] millis = rows.millis();
    if (millis == null) {
      throw new Problem.Invalid(
          "timestamp", "no column", "rows are split by time; upload a column of times with them");
    }
    TimeSplits times = TimeSplits.of(millis);
    List<TimeSplits.Split> splits =
        expanding ? times.expanding(train, gap, test, step) : times.rolling(train, gap, test, step);
    if (splits.isEmpty()) {
      throw new Problem.Invalid(
          "train", train, "no row is left after it and the gap; take a shorter time");
    }
    if (splits.size() > MOST_FOLDS) {
      throw new Problem.Invalid(
          "step",
          step,
          "it makes %,d splits; %d are possible".formatted(splits.size(), MOST_FOLDS));
    }
    return new WalkForward(
        rows.binary() == null ? "temperature" : "platt",
        splits.stream().map(split -> fold(rows, split)).toList());
  }

  private static Fold fold(Predictions rows, TimeSplits.Split split) {
    Optional<String> empty = split.train().problem().or(split.test()::problem);
    if (empty.isPresent()) {
      return fold(split, Worth.NONE, Worth.NONE, empty.get());
    }
    Worth raw = Worth.NONE;
    try {
      Predictions later = rows.only(split.test().rows());
      raw = Worth.of(later);
      Worth mapped = Worth.of(mapped(rows.only(split.train().rows()), later));
      return fold(split, raw, mapped, null);
    } catch (Problem.Invalid e) { // classes are told apart, or all weights are 0
      return fold(split, raw, Worth.NONE, e.getMessage());
    }
  }

  private static Predictions mapped(Predictions earlier, Predictions later) {
    Binary fitOn = earlier.binary();
    Binary binary = later.binary();
    if (fitOn != null && binary != null) {
      return later.with(Platt.fit(fitOn.atMost(MOST_FITTED)).apply(binary));
    }
    Multiclass classes = Objects.requireNonNull(earlier.multiclass()).atMost(MOST_FITTED);
    return later.with(Temperature.fit(classes).apply(Objects.requireNonNull(later.multiclass())));
  }

  private static Fold fold(
      TimeSplits.Split split, Worth raw, Worth mapped, @Nullable String problem) {
    return new Fold(
        Instant.ofEpochMilli(split.train().start()),
        Instant.ofEpochMilli(split.train().end()),
        split.train().rows().length,
        Instant.ofEpochMilli(split.test().start()),
        Instant.ofEpochMilli(split.test().end()),
        split.test().rows().length,
        raw.logLoss,
        mapped.logLoss,
        raw.ece,
        mapped.ece,
        problem);
  }
}
