package dev.assay.exports;

import dev.assay.tables.TableColumn;
import dev.assay.tables.TableColumn.Kind;
import dev.assay.tables.TableWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * CSV of RFC 4180 in UTF-8: a header, lines that end in CR LF, nothing for null, {@code NaN} and
 * {@code Infinity} as such, times in ISO 8601 in UTC.
 */
final class CsvTable implements TableWriter {
  /** What makes a spreadsheet take a text for a formula. */
  private static final String FORMULA = "=+-@\t\r";

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?|[-+]Infinity");

  private final List<TableColumn> columns;
  private final CSVPrinter csv;
  private final boolean guarded;

  /**
   * @param guarded whether texts that a spreadsheet would take for formulas get an apostrophe in
   *     front; numbers never do
   */
  CsvTable(OutputStream out, List<TableColumn> columns, boolean guarded) throws IOException {
    this.columns = columns;
    this.guarded = guarded;
    csv =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
            CSVFormat.RFC4180);
    for (TableColumn column : columns) {
      csv.print(guard(column.name()));
    }
    csv.println();
  }

  @Override
  public void row(@Nullable Object[] cells) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      csv.print(text(columns.get(i).kind(), cells[i]));
    }
    csv.println();
  }

  private @Nullable String text(Kind kind, @Nullable Object cell) {
    if (cell == null) {
      return null;
    }
    return switch (kind) {
      case TEXT -> guard((String) cell);
      case INTEGER, NUMBER -> cell.toString();
      case TIME -> ((Instant) cell).truncatedTo(ChronoUnit.MILLIS).toString();
    };
  }

  private String guard(String text) {
    boolean formula =
        guarded
            && !text.isEmpty()
            && FORMULA.indexOf(text.charAt(0)) >= 0
            && !NUMBER.matcher(text).matches();
    return formula ? "'" + text : text;
  }

  @Override
  public void finish() throws IOException {
    csv.flush();
  }
}
