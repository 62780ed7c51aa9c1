package dev.assay.tables;

import dev.assay.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table row by row; what it keeps does not grow with the file. Lines that are no rows go to
 * the findings and are left out, so who reads looks at the findings at the end. A file that cannot
 * be read on is a {@link Problem.Invalid} at once.
 *
 * <pre>{@code
 * Findings findings = new Findings(format);
 * try (RowReader rows = RowReader.open(file, format, findings)) {
 *   int p = rows.column("p");
 *   while (rows.next()) {
 *     if (!(rows.number(p) >= 0)) {
 *       findings.add("p", rows.line(), rows.shown(p), "a number, 0 or more, is expected");
 *     }
 *   }
 * }
 * findings.throwIfAny();
 * }</pre>
 */
public sealed interface RowReader extends AutoCloseable permits CsvRows, JsonRows, ParquetRows {
  int MOST_COLUMNS = 2_000;

  /** Characters of one value. */
  int LONGEST_TEXT = 10_000;

  /** Characters of a line of CSV, bytes of a line of JSON. */
  int LONGEST_LINE = 1 << 20;

  /** What a value is in the file; in CSV everything that is not missing is a text. */
  enum Kind {
    /** Nothing, null, or an empty text. */
    MISSING,
    TEXT,
    NUMBER,
    BOOLEAN,
    /** A moment. */
    INSTANT,
    /** Date and time of no zone. */
    LOCAL_TIME,
    DATE
  }

  /**
   * Opens a file, before its first row.
   *
   * @param findings get what is wrong with the lines
   * @throws Problem.Invalid when the file is none of the format
   */
  static RowReader open(Path file, FileFormat format, Findings findings) throws IOException {
    return switch (format) {
      case CSV -> new CsvRows(file, findings);
      case JSON_LINES -> new JsonRows(file, findings);
      case PARQUET -> new ParquetRows(file, findings);
    };
  }

  /**
   * Names of the columns, in their order. Of JSON lines it is the keys that were read so far: what
   * is within an object is {@code probabilities.cat}, within an array {@code p[0]}. Of Parquet
   * likewise, and how long a list is follows from the first row.
   */
  List<String> columns();

  /**
   * The place of a column, for all rows. Of JSON lines a key may appear later: until then it is
   * missing.
   *
   * @throws Problem.Invalid when there is no such column
   */
  int column(String name);

  /** Goes to the next row; false when there is none. */
  boolean next() throws IOException;

  /** Where the row begins: the line of the file, of Parquet the row; from 1. */
  long line();

  Kind kind(int column);

  default boolean isMissing(int column) {
    return kind(column) == Kind.MISSING;
  }

  /** The value as a text, null where it is missing. */
  @Nullable String text(int column);

  /** The value as it is shown to people. */
  default String shown(int column) {
    @Nullable String text = text(column);
    return text == null ? "missing" : text;
  }

  /**
   * A decimal number, in a text too; infinite where it says so; NaN where there is none: it is
   * missing, NaN, or something else.
   */
  double number(int column);

  /** Of an instant, of a local time as if in UTC, of the begin of a date in UTC: ms since 1970. */
  long millis(int column);

  @Override
  void close() throws IOException;

  /** Why there is no such column. */
  static Problem.Invalid noColumn(String name, List<String> columns) {
    int shown = Math.min(columns.size(), Findings.SHOWN);
    return new Problem.Invalid(
        "column",
        name,
        "the file has the columns "
            + String.join(", ", columns.subList(0, shown))
            + (columns.size() > shown ? " and " + (columns.size() - shown) + " others" : ""));
  }
}
