package dev.assay.tables;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import dev.assay.problem.Problem;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** CSV of RFC 4180: a line of names first. Nothing between two commas is missing. */
final class CsvRows implements RowReader {
  private final Quotes text;
  private final CsvReader<CsvRecord> csv;
  private final CloseableIterator<CsvRecord> records;
  private final Findings findings;
  private final List<String> columns;
  private @Nullable CsvRecord row;
  private long line = 1;

  CsvRows(Path file, Findings findings) throws IOException {
    this.findings = findings;
    // a decoder that refuses what is no UTF-8, where the default puts question marks
    text =
        new Quotes(new InputStreamReader(Unpacked.open(file), StandardCharsets.UTF_8.newDecoder()));
    csv =
        CsvReader.builder()
            .allowExtraFields(true) // each such line is told
            .allowMissingFields(true)
            .maxBufferSize(LONGEST_LINE)
            .build(bounded(), text);
    records = csv.iterator();
    try {
      columns = header(fetch());
    } catch (RuntimeException | IOException e) {
      csv.close();
      throw e;
    }
  }

  /**
   * Whether all quotes have been closed. The parser takes the end of a file for the last one, and
   * rows that it swallowed would be missed by nobody.
   */
  private static final class Quotes extends FilterReader {
    private boolean isOpen;

    Quotes(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] to, int from, int length) throws IOException {
      int read = super.read(to, from, length);
      for (int i = from; i < from + read; i++) {
        isOpen ^= to[i] == '"';
      }
      return read;
    }
  }

  private static CsvRecordHandler bounded() {
    return CsvRecordHandler.builder()
        .maxFields(MOST_COLUMNS)
        .maxFieldSize(LONGEST_TEXT)
        .maxRecordSize(LONGEST_LINE)
        .build();
  }

  private static List<String> header(@Nullable CsvRecord header) {
    if (header == null) {
      throw new Problem.Invalid("file", "", "the first line names the columns");
    }
    List<String> names = header.getFields().stream().map(String::strip).toList();
    for (int i = 0; i < names.size(); i++) {
      // pandas writes its index as a column without a name
      if (!names.get(i).isEmpty() && names.indexOf(names.get(i)) < i) {
        throw new Problem.Invalid("column", names.get(i), "each column is there once");
      }
    }
    return names;
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      @Nullable CsvRecord record = fetch();
      row = record;
      if (record == null) {
        return false;
      }
      line = record.getStartingLineNumber();
      if (record.getFieldCount() == columns.size()) {
        return true;
      }
      findings.add(
          findings.place(line),
          record.getFieldCount() + " fields",
          "the first line names %d columns".formatted(columns.size()));
    }
  }

  private @Nullable CsvRecord fetch() throws IOException {
    try {
      if (records.hasNext()) {
        return records.next();
      }
      if (text.isOpen) {
        throw new Problem.Invalid(
            "file",
            "no CSV from line %d or before".formatted(line),
            "a quote is not closed, or is in a field without quotes");
      }
      return null;
    } catch (CsvParseException e) {
      @Nullable Throwable cause = e.getCause();
      String why = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
      throw new Problem.Invalid("file", "no CSV after line " + line, why);
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      if (cause instanceof CharacterCodingException) {
        throw new Problem.Invalid("file", "no UTF-8 after line " + line, "UTF-8 is expected");
      }
      if (cause instanceof ZipException || cause instanceof EOFException) {
        throw new Problem.Invalid(
            "file", "no whole gzip after line " + line, String.valueOf(cause.getMessage()));
      }
      throw cause;
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public int column(String name) {
    int column = columns.indexOf(name);
    if (column < 0) {
      throw RowReader.noColumn(name, columns);
    }
    return column;
  }

  @Override
  public long line() {
    return line;
  }

  private String field(int column) {
    if (row == null) {
      throw new IllegalStateException("there is no row");
    }
    return row.getField(column);
  }

  @Override
  public Kind kind(int column) {
    return field(column).isEmpty() ? Kind.MISSING : Kind.TEXT;
  }

  @Override
  public @Nullable String text(int column) {
    String text = field(column);
    return text.isEmpty() ? null : text;
  }

  @Override
  public double number(int column) {
    return Decimals.parse(field(column));
  }

  @Override
  public long millis(int column) {
    throw new IllegalStateException("CSV has texts only");
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
