package dev.assay.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a CSV file are, by their names; -1 stands for one that is not there. Case and
 * the difference of spaces and underscores do not matter.
 */
record CsvColumns(
    List<String> names,
    int run,
    int id,
    int metric,
    int value,
    int step,
    int time,
    int start,
    int end,
    int status) {

  private static final String PARAMS = "params.";
  private static final String METRICS = "metrics.";
  private static final String TAGS = "tags.";

  /** Of MLflow's tables; it says nothing elsewhere. */
  private static final Set<String> MEANINGLESS = Set.of("experiment_id", "artifact_uri", "");

  /** Numbers below it are seconds, else milliseconds: the year 5138, or 1973. */
  private static final double SECONDS = 1e11;

  /** What a column says of the run that a row is. */
  enum Role {
    PARAM,
    METRIC,
    TAG
  }

  static CsvColumns of(List<String> header) {
    List<String> names = header.stream().map(String::strip).toList();
    List<String> plain =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT).replace(' ', '_')).toList();
    return new CsvColumns(
        names,
        first(plain, "run", "name", "run_name", "tags.mlflow.runname"),
        first(plain, "run_id", "id"),
        first(plain, "metric", "key", "tag"),
        first(plain, "value"),
        first(plain, "step", "global_step", "_step", "iteration"),
        first(plain, "time", "timestamp", "wall_time", "_timestamp"),
        first(plain, "start_time", "started", "created", "time", "timestamp"),
        first(plain, "end_time", "ended"),
        first(plain, "status", "state"));
  }

  private static int first(List<String> names, String... wanted) {
    for (String name : wanted) {
      int at = names.indexOf(name);
      if (at >= 0) {
        return at;
      }
    }
    return -1;
  }

  int size() {
    return names.size();
  }

  String name(int column) {
    return names.get(column);
  }

  /** Whether some columns say themselves that they are params or metrics. */
  boolean hasPrefixes() {
    return names.stream().anyMatch(name -> name.startsWith(PARAMS) || name.startsWith(METRICS));
  }

  /** Whether a column is about the run as such, where a row is a run. */
  boolean isOfRun(int column) {
    return (column == run && !name(column).startsWith(TAGS))
        || column == id
        || column == start
        || column == end
        || column == status
        || MEANINGLESS.contains(name(column));
  }

  /**
   * @param metrics names of columns that are metrics
   */
  Role role(int column, Set<String> metrics) {
    String name = name(column);
    if (name.startsWith(METRICS) || metrics.contains(name)) {
      return Role.METRIC;
    }
    return name.startsWith(TAGS) ? Role.TAG : Role.PARAM;
  }

  /** The name without what says what it is. */
  String plainName(int column) {
    String name = name(column);
    for (String prefix : List.of(PARAMS, METRICS, TAGS)) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name;
  }

  /**
   * A time in seconds or milliseconds since 1970, or as ISO 8601 has it, in UTC unless it says
   * otherwise; null when it is none.
   */
  static @Nullable Instant time(String text) {
    try {
      double number = PythonNumbers.read(text);
      double millis = Math.abs(number) < SECONDS ? number * 1000 : number;
      return Double.isFinite(millis) ? Instant.ofEpochMilli(Math.round(millis)) : null;
    } catch (NumberFormatException e) {
      return iso(text.replaceFirst("^(\\S+) (?=\\d)", "$1T").replace(" ", ""));
    }
  }

  private static @Nullable Instant iso(String text) {
    try {
      if (text.length() == "2026-01-01".length()) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
