package dev.assay.ui.datasets;

import dev.assay.datasets.ColumnDrift.Basis;
import dev.assay.datasets.ColumnType;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.Shape;
import dev.assay.drift.Psi;
import dev.assay.ui.text.Numbers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people call the parts of a data set. */
final class Words {
  static final String NONE = "–";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SECONDS_OF_DAY = 86_400;

  private Words() {}

  static String type(ColumnType type) {
    return switch (type) {
      case NUMBER -> "number";
      case BOOLEAN -> "yes or no";
      case TIME -> "time";
      case TEXT -> "text";
      case EMPTY -> "empty";
    };
  }

  static String basis(Basis basis) {
    return switch (basis) {
      case NUMBERS -> "numbers";
      case CATEGORIES -> "categories";
      case LENGTHS -> "lengths of texts";
      case NOTHING -> "not compared";
    };
  }

  static String state(DatasetVersion.State state) {
    return switch (state) {
      case PENDING -> "Profiling";
      case DONE -> "Ready";
      case FAILED -> "No profile";
    };
  }

  /** The class that gives a state its colour. */
  static String look(DatasetVersion.State state) {
    return switch (state) {
      case PENDING -> "is-running";
      case DONE -> "is-finished";
      case FAILED -> "is-failed";
    };
  }

  static String band(Psi.@Nullable Band band) {
    return band == null
        ? NONE
        : switch (band) {
          case LITTLE -> "little";
          case SOME -> "some";
          case MUCH -> "much";
        };
  }

  static String look(Psi.@Nullable Band band) {
    return band == null
        ? "is-offline"
        : switch (band) {
          case LITTLE -> "is-finished";
          case SOME -> "is-lost";
          case MUCH -> "is-failed";
        };
  }

  /** A moment in UTC; of midnight only the day. */
  static String moment(Instant at) {
    return at.getEpochSecond() % SECONDS_OF_DAY == 0 ? DAY.format(at) : MINUTE.format(at);
  }

  static String day(Instant at) {
    return DAY.format(at);
  }

  static String range(@Nullable Shape shape) {
    return shape == null || shape.from() == null || shape.to() == null
        ? NONE
        : moment(shape.from()) + " to " + moment(shape.to());
  }

  /** A share that is small, too: {@code 0.03 %}. */
  static String share(double share) {
    return Double.isNaN(share) ? NONE : share == 0 ? "0 %" : Numbers.brief(share * 100) + " %";
  }

  static String number(double value) {
    return Double.isNaN(value) ? NONE : Numbers.brief(value);
  }

  /** As small as it may be, as people write it. */
  static String p(double p) {
    return Double.isNaN(p) ? NONE : p < 1e-4 ? "< 0.0001" : Numbers.brief(p);
  }
}
