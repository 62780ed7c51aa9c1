package dev.assay.tables;

import dev.assay.problem.Problem;
import java.util.List;
import java.util.Locale;

/** How a table is written into a file. */
@SuppressWarnings("ImmutableEnumChecker") // lists that nobody can change
public enum FileFormat {
  /** RFC 4180 with a line of names; UTF-8, may be compressed with gzip. */
  CSV(
      "line",
      List.of(".csv", ".csv.gz"),
      List.of("text/csv", "application/csv", "application/vnd.ms-excel")),

  /** An object in each line; UTF-8, may be compressed with gzip. */
  JSON_LINES(
      "line",
      List.of(".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"),
      List.of(
          "application/jsonl",
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonlines",
          "application/x-jsonlines")),

  /** Apache Parquet. */
  PARQUET(
      "row",
      List.of(".parquet", ".pq"),
      List.of("application/vnd.apache.parquet", "application/x-parquet"));

  private final String unit;
  private final List<String> endings;
  private final List<String> mediaTypes;

  FileFormat(String unit, List<String> endings, List<String> mediaTypes) {
    this.unit = unit;
    this.endings = endings;
    this.mediaTypes = mediaTypes;
  }

  /**
   * The format of a file.
   *
   * @param name of the file, or its media type
   * @throws Problem.Invalid when it tells none
   */
  public static FileFormat of(String name) {
    String lower = name.toLowerCase(Locale.ROOT).strip();
    int parameters = lower.indexOf(';'); // text/csv;charset=utf-8
    String mediaType = parameters < 0 ? lower : lower.substring(0, parameters).strip();
    for (FileFormat format : values()) {
      if (format.mediaTypes.contains(mediaType)
          || format.endings.stream().anyMatch(lower::endsWith)) {
        return format;
      }
    }
    throw new Problem.Invalid(
        "file",
        name,
        "CSV, JSON lines and Parquet are read: its name ends in .csv, .jsonl, .ndjson or .parquet");
  }

  /** What its rows are counted in: {@code line} or {@code row}. */
  String unit() {
    return unit;
  }
}
