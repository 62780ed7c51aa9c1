package dev.assay.evaluations;

import dev.assay.evaluation.Consistency;
import dev.assay.evaluation.TimeSplits;
import dev.assay.evaluations.Report.LastCalibrated;
import dev.assay.evaluations.Windows.Window;
import dev.assay.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metrics by window of time, and whether the probabilities of a window can be trusted. */
final class Windowing {
  private static final long SEED = 2;
  private static final int MOST_WINDOWS = 500;
  private static final int USUAL_WINDOWS = 20;

  /** Probabilities that are looked at in all resamples. */
  private static final long MOST_LOOKED_AT = 200_000_000;

  private static final int LEAST_RESAMPLES = 100;
  private static final int MOST_RESAMPLES = 200;

  /** A test of fewer finds hardly anything: of 100, slopes of 0.6 in three cases of five. */
  private static final int FEW_ROWS = 100;

  private static final List<String> METRICS =
      List.of("auroc", "log_loss", "brier", "debiased_ece", "base_rate", "mean_forecast");
  private static final List<String> METRICS_OF_CLASSES =
      List.of("accuracy", "log_loss", "brier", "ece", "debiased_ece");

  /** Each at most twice the one before, so that one of them makes 10 to 20 windows. */
  private static final Duration[] LENGTHS =
      Arrays.stream(
              ("PT1S PT2S PT3S PT5S PT10S PT15S PT30S PT1M PT2M PT3M PT5M PT10M PT15M PT30M PT1H PT2H"
                      + " PT3H PT6H PT12H P1D P2D P4D P7D P14D P28D P56D P91D P182D P364D")
                  .split(" ", -1))
          .map(Duration::parse)
          .toArray(Duration[]::new);

  private Windowing() {}

  static Windows of(Predictions rows, @Nullable Duration length, List<String> metrics) {
    Scoring.checkKeys(rows, metrics);
    TimeSplits times = times(rows);
    Duration chosen = length == null ? usual(times) : length;
    List<TimeSplits.Window> windows = times.windows(chosen, chosen);
    if (windows.size() > MOST_WINDOWS) {
      throw new Problem.Invalid(
          "length",
          chosen,
          "it makes %,d windows; %d are possible".formatted(windows.size(), MOST_WINDOWS));
    }
    List<String> keys = metrics.isEmpty() ? usual(rows) : metrics.stream().distinct().toList();
    int resamples = Scoring.resamples(rows, MOST_LOOKED_AT, LEAST_RESAMPLES, MOST_RESAMPLES);
    return new Windows(
        chosen,
        keys,
        windows.stream().map(window -> window(rows, window, keys, resamples)).toList());
  }

  /** Before a date, up to a second one, and from then on. */
  static Periods periods(
      Predictions rows,
      Instant validationFrom,
      Instant testFrom,
      Duration gap,
      List<String> metrics) {
    Scoring.checkKeys(rows, metrics);
    TimeSplits.Dates dates = times(rows).at(validationFrom, testFrom, gap);
    List<String> keys = metrics.isEmpty() ? usual(rows) : metrics.stream().distinct().toList();
    int resamples = Scoring.resamples(rows, MOST_LOOKED_AT, LEAST_RESAMPLES, MOST_RESAMPLES);
    return new Periods(
        gap,
        keys,
        window(rows, dates.train(), keys, resamples),
        window(rows, dates.validation(), keys, resamples),
        window(rows, dates.test(), keys, resamples));
  }

  private static List<String> usual(Predictions rows) {
    return rows.binary() == null ? METRICS_OF_CLASSES : METRICS;
  }

  private static TimeSplits times(Predictions rows) {
    long[] millis = rows.millis();
    if (millis == null) {
      throw new Problem.Invalid(
          "timestamp", "no column", "windows are of time; upload a column of times with the rows");
    }
    return TimeSplits.of(millis);
  }

  private static Duration usual(TimeSplits times) {
    Duration length =
        Arrays.stream(LENGTHS)
            .filter(candidate -> times.count(candidate) <= USUAL_WINDOWS)
            .findFirst()
            .orElse(LENGTHS[LENGTHS.length - 1]);
    while (times.count(length) > USUAL_WINDOWS) {
      length = length.multipliedBy(2);
    }
    return length;
  }

  private static Window window(
      Predictions rows, TimeSplits.Window window, List<String> keys, int resamples) {
    Instant from = Instant.ofEpochMilli(window.start());
    Instant until = Instant.ofEpochMilli(window.end());
    int n = window.rows().length;
    if (n == 0) {
      return new Window(from, until, 0, List.of(), null, window.problem().orElse(null));
    }
    try {
      Predictions those = rows.only(window.rows());
      return new Window(
          from, until, n, Scoring.of(those, resamples, keys), verdict(those, rows), null);
    } catch (Problem.Invalid e) { // all weights are 0
      return new Window(from, until, n, List.of(), null, e.getMessage());
    }
  }

  /**
   * When the probabilities could last be trusted; null where rows have no times.
   *
   * @param rows all of an evaluation
   * @param step is called before each window; what it throws ends the work
   */
  static @Nullable LastCalibrated lastCalibrated(Predictions rows, Runnable step) {
    if (rows.millis() == null) {
      return null;
    }
    TimeSplits times = times(rows);
    Duration length = usual(times);
    @Nullable Instant until = null;
    int looked = 0;
    int well = 0;
    for (TimeSplits.Window window : times.windows(length, length)) {
      step.run();
      @Nullable Boolean calibrated = verdict(rows, window);
      looked += calibrated == null ? 0 : 1;
      if (Boolean.TRUE.equals(calibrated)) {
        well++;
        until = Instant.ofEpochMilli(window.end());
      }
    }
    return new LastCalibrated(until, looked, well);
  }

  private static @Nullable Boolean verdict(Predictions rows, TimeSplits.Window window) {
    if (window.rows().length < FEW_ROWS) {
      return null;
    }
    try {
      return verdict(rows.only(window.rows()), rows);
    } catch (Problem.Invalid e) { // all weights are 0
      return null;
    }
  }

  /**
   * @param all rows of the evaluation, for which there is time
   */
  private static @Nullable Boolean verdict(Predictions window, Predictions all) {
    if (window.size() < FEW_ROWS) {
      return null;
    }
    int twenties = (int) Math.clamp(MOST_LOOKED_AT / 20 / all.size(), 1, 10);
    return Consistency.of(window.headline(), 20 * twenties - 1, SEED).isCalibrated();
  }
}
