package dev.assay.corpus;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row a document: the header names a column {@code text} and, if wished, {@code time}. */
final class CsvReading implements Documents.Reading {

  private final Path file;
  private final Utf8Reader in;
  private final CsvReader<CsvRecord> csv;
  private final Iterator<CsvRecord> rows;
  private int textColumn = -1;
  private int timeColumn = -1;

  CsvReading(Path file) throws IOException {
    this.file = file;
    this.in = new Utf8Reader(file);
    this.csv =
        CsvReader.builder()
            .allowMissingFields(true)
            .allowExtraFields(true)
            .maxBufferSize(JsonLinesReading.MOST_CHARACTERS_OF_A_LINE)
            .ofCsvRecord(in);
    this.rows = csv.iterator();
  }

  @Override
  public @Nullable Document next() throws IOException {
    try {
      if (textColumn < 0 && rows.hasNext()) {
        readHeader(rows.next().getFields());
      }
      while (rows.hasNext()) {
        CsvRecord row = rows.next();
        if (textColumn < row.getFieldCount()) {
          return new Document(row.getField(textColumn), time(row));
        }
      }
      return null;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw cause; // of the file's characters
      }
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "corpus file %s is no CSV: %s: %s".formatted(file, e.getMessage(), why.getMessage()), e);
    }
  }

  private void readHeader(List<String> names) {
    textColumn = names.indexOf("text");
    timeColumn = names.indexOf("time");
    if (textColumn < 0) {
      throw new IllegalArgumentException(
          "corpus file %s has columns %s; one must be text".formatted(file, names));
    }
  }

  private @Nullable Instant time(CsvRecord row) {
    if (timeColumn < 0 || timeColumn >= row.getFieldCount() || row.getField(timeColumn).isBlank()) {
      return null;
    }
    String time = row.getField(timeColumn);
    try {
      return Times.parse(time);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "line %d of corpus file %s has time %s; must be ISO-8601 or a number of seconds since 1970"
              .formatted(row.getStartingLineNumber(), file, time));
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
    in.close();
  }
}
