package dev.assay.exports;

import dev.assay.problem.Problem;
import dev.assay.tables.ParquetTable;
import dev.assay.tables.TableColumn;
import dev.assay.tables.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** How a table is written. */
enum TableFormat {
  CSV("text/csv;charset=UTF-8"),
  PARQUET("application/vnd.apache.parquet");

  private final String mediaType;

  TableFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * @throws Problem.Invalid when it is none
   */
  static TableFormat named(String name) {
    return Arrays.stream(values())
        .filter(f -> f.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new Problem.Invalid("format", name, "it is csv or parquet"));
  }

  String mediaType() {
    return mediaType;
  }

  /** With the dot. */
  String extension() {
    return switch (this) {
      case CSV -> ".csv";
      case PARQUET -> ".parquet";
    };
  }

  /**
   * Begins a table.
   *
   * @param raw whether texts stay as they are, though a spreadsheet may take some for formulas
   */
  TableWriter write(OutputStream out, List<TableColumn> columns, boolean raw) throws IOException {
    return switch (this) {
      case CSV -> new CsvTable(out, columns, !raw);
      case PARQUET -> new ParquetTable(out, columns);
    };
  }
}
