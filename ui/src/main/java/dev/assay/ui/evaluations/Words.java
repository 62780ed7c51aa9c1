package dev.assay.ui.evaluations;

import dev.assay.evaluation.BinaryMetric.Better;
import dev.assay.evaluation.Interval;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.Score;
import dev.assay.evaluations.SplitBy;
import dev.assay.ui.text.Numbers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people call the parts of an evaluation, and how its numbers are written. */
final class Words {
  private static final double LEAST_P = 0.001;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  static String of(Evaluation.Status status) {
    return switch (status) {
      case QUEUED -> "Waiting";
      case COMPUTING -> "Computing";
      case DONE -> "Done";
      case FAILED -> "Failed";
      case CANCELLED -> "Cancelled";
    };
  }

  static String explanation(Evaluation.Status status) {
    return switch (status) {
      case QUEUED -> "Its rows are kept; metrics are computed soon";
      case COMPUTING -> "Metrics and their intervals are being computed";
      case DONE -> "Metrics and their intervals are there";
      case FAILED -> "Metrics could not be computed; the rows are kept";
      case CANCELLED -> "Somebody cancelled it; the rows are kept";
    };
  }

  /** The one that gives it its colour. */
  static String styleClass(Evaluation.Status status) {
    return switch (status) {
      case QUEUED -> "is-queued";
      case COMPUTING -> "is-running";
      case DONE -> "is-finished";
      case FAILED -> "is-failed";
      case CANCELLED -> "is-killed";
    };
  }

  static boolean isWorkedOn(Evaluation.Status status) {
    return status == Evaluation.Status.QUEUED || status == Evaluation.Status.COMPUTING;
  }

  /** {@code test, by time}. */
  static String split(Evaluation evaluation) {
    String how = how(evaluation.spec().splitBy());
    return evaluation.spec().split() + (how.isEmpty() ? "" : ", " + how);
  }

  /** Empty where it is not known. */
  static String how(SplitBy split) {
    return switch (split) {
      case TIME -> "by time";
      case RANDOM -> "at random";
      case GIVEN -> "";
    };
  }

  static String of(SplitBy split) {
    return switch (split) {
      case TIME -> "By time: the newest rows";
      case RANDOM -> "At random";
      case GIVEN -> "As it is given, or not known";
    };
  }

  static String of(RowLoss loss) {
    return switch (loss) {
      case ERROR -> "Error rate";
      case BRIER -> "Brier score";
      case LOG_LOSS -> "Log-loss, nats";
      case BIAS -> "Bias: forecast − outcome";
    };
  }

  static String of(MultipleTests correction) {
    return switch (correction) {
      case HOLM -> "Holm: no false alarm";
      case BENJAMINI_HOCHBERG -> "Benjamini–Hochberg: few false alarms";
    };
  }

  static String of(Better better) {
    return switch (better) {
      case HIGHER -> "higher is better";
      case LOWER -> "lower is better";
      case NEITHER -> "";
    };
  }

  /** {@code –} for what is not defined. */
  static String number(double value) {
    return Double.isNaN(value) ? "–" : Numbers.brief(value);
  }

  /** Empty where there is none. */
  static String range(Interval interval) {
    return Double.isNaN(interval.low()) || Double.isNaN(interval.high())
        ? ""
        : Numbers.brief(interval.low()) + " to " + Numbers.brief(interval.high());
  }

  /** The same with three digits after the point, for where there is little room. */
  static String narrowRange(Interval interval) {
    return range(interval).isEmpty() || Math.abs(interval.high()) >= 10
        ? range(interval)
        : String.format(Locale.ROOT, "%.3f to %.3f", interval.low(), interval.high())
            .replace('-', '−');
  }

  /** All digits, and how the interval came about. */
  static String exact(Score score) {
    if (score.undefined() != null) {
      return score.undefined();
    }
    Interval interval = score.interval();
    return range(interval).isEmpty()
        ? Numbers.exact(interval.estimate())
        : "%s, 95 %% interval %s to %s (%s)"
            .formatted(
                Numbers.exact(interval.estimate()),
                Numbers.exact(interval.low()),
                Numbers.exact(interval.high()),
                score.method());
  }

  /** The chance of what is seen if there was no difference. */
  static String p(double p) {
    if (Double.isNaN(p)) {
      return "–";
    }
    return p < LEAST_P ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  /** {@code p = 0.012}, {@code p < 0.001}. */
  static String withP(double p) {
    return p < LEAST_P ? "p " + p(p) : "p = " + p(p);
  }

  /** In UTC; a date alone at midnight. */
  static String time(Instant at) {
    return at.getEpochSecond() % 86_400 == 0 ? DAY.format(at) : MINUTE.format(at);
  }

  static String day(Instant at) {
    return DAY.format(at);
  }

  /** When its rows are from; empty where they have no times. */
  static Optional<String> span(Evaluation evaluation) {
    @Nullable Instant from = evaluation.from();
    @Nullable Instant until = evaluation.until();
    return from == null || until == null
        ? Optional.empty()
        : Optional.of(day(from) + " to " + day(until));
  }

  /** Of the scores the one of a metric; of K classes its mean over them. */
  static Optional<Score> score(Evaluation evaluation, String key) {
    return evaluation.report() == null
        ? Optional.empty()
        : evaluation.report().scores().stream()
            .filter(s -> s.key().equals(key) || s.key().equals(key + "_macro"))
            .findFirst();
  }
}
