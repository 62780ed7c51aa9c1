package dev.assay.corpus;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of examples in UTF-8, each with named fields: a JSON object a line, one JSON array of
 * objects, or (when its name ends in {@code .csv}) comma-separated rows below a header.
 */
final class ExampleFile {

  private static final JsonMapper JSON = new JsonMapper();

  /** Examples are held in memory: beyond this it is the wrong way to train. */
  private static final long MOST_BYTES = 1L << 30;

  private static final int MOST_CHARACTERS_OF_A_ROW = JsonLinesReading.MOST_CHARACTERS_OF_A_LINE;

  private final Path path;
  private final int mostFindings;
  private final List<String> findings = new ArrayList<>();
  private long broken;

  private ExampleFile(Path path, int mostFindings) {
    this.path = path;
    this.mostFindings = mostFindings;
  }

  /**
   * An example of a file.
   *
   * @param fields an object
   */
  record Row(Path file, long line, JsonNode fields) {

    /** The field, or null when it is not there or is JSON's null. */
    @Nullable JsonNode get(String field) {
      JsonNode value = fields.get(field);
      return value == null || value.isNull() ? null : value;
    }

    /** A field that must be a text. */
    String text(String field) {
      return text(fields, field, "field " + field);
    }

    /** A field of an object within this row that must be a text; {@code what} names it. */
    String text(JsonNode object, String field, String what) {
      JsonNode value = object.get(field);
      if (value == null || value.isNull()) {
        throw wrong("has no " + what);
      }
      if (!value.isString()) {
        throw wrong(what + " is " + brief(value) + "; must be a text");
      }
      return value.stringValue();
    }

    /** A text, number or truth value, as text. */
    String scalar(String field) {
      JsonNode value = get(field);
      if (value == null) {
        throw wrong("has no field " + field);
      }
      if (!value.isValueNode()) {
        throw wrong("field " + field + " is " + brief(value) + "; must be a text or a number");
      }
      return value.asString();
    }

    /** A point in time: ISO-8601, or a number of seconds since 1970. */
    Instant time(String field) {
      String text = scalar(field);
      try {
        return Times.parse(text);
      } catch (DateTimeException e) {
        throw wrong(
            "field %s is %s; must be ISO-8601 or a number of seconds since 1970"
                .formatted(field, text));
      }
    }

    IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("line %d of %s: %s".formatted(line, file, what));
    }

    static String brief(JsonNode value) {
      String text = value.toString();
      return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
  }

  /**
   * Gives each example to {@code rows} in the order of the file.
   *
   * @throws IllegalArgumentException when the file is missing, no file, no UTF-8 text, too large,
   *     without examples, or an example is broken
   */
  static void read(Path path, Consumer<Row> rows) {
    read(path, 1, rows);
  }

  /**
   * The same, but goes on after an example that is broken and tells several at once.
   *
   * @param mostFindings how many of them are told, each in a line of the message
   */
  static void read(Path path, int mostFindings, Consumer<Row> rows) {
    try {
      new ExampleFile(path, mostFindings).read(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Consumer<Row> rows) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(path + " is missing or no file");
    }
    if (Files.size(path) > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%s has %,d bytes; must be at most %,d".formatted(path, Files.size(path), MOST_BYTES));
    }
    var count = new long[1];
    Consumer<Row> counted =
        row -> {
          count[0]++;
          rows.accept(row);
        };
    if (String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".csv")) {
      readCsv(counted);
    } else if (firstCharacter() == '[') {
      readArray(counted);
    } else {
      readLines(counted);
    }
    if (broken > 0) {
      throw new IllegalArgumentException(broken == 1 ? findings.getFirst() : told());
    }
    if (count[0] == 0) {
      throw new IllegalArgumentException(path + " has no examples; it needs at least 1");
    }
  }

  private String told() {
    String first = broken > findings.size() ? "; the first " + findings.size() : "";
    return "%d examples of %s are broken%s:\n%s"
        .formatted(broken, path, first, String.join("\n", findings));
  }

  /** Goes on after one that is broken, unless one is all that is to be told. */
  private void attempt(Runnable example) {
    try {
      example.run();
    } catch (IllegalArgumentException e) {
      if (mostFindings == 1) {
        throw e;
      }
      broken++;
      if (findings.size() < mostFindings) {
        findings.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private void readLines(Consumer<Row> rows) throws IOException {
    try (var in = new Utf8Reader(path)) {
      String line = in.readLine(MOST_CHARACTERS_OF_A_ROW);
      while (line != null) {
        String text = line;
        attempt(() -> readLine(in.lineNumber(), text, rows));
        line = in.readLine(MOST_CHARACTERS_OF_A_ROW);
      }
    }
  }

  private void readLine(long number, String line, Consumer<Row> rows) {
    if (line.isBlank()) {
      return;
    }
    try {
      rows.accept(row(number, JSON.readTree(line)));
    } catch (JacksonException e) {
      throw wrong(number, "is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Row row(long line, JsonNode value) {
    if (!value.isObject()) {
      throw wrong(line, "is " + Row.brief(value) + "; must be a JSON object", null);
    }
    return new Row(path, line, value);
  }

  private void readArray(Consumer<Row> rows) throws IOException {
    long line = 1;
    try (JsonParser parser = JSON.createParser(new Utf8Reader(path))) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        line = parser.currentTokenLocation().getLineNr();
        long at = line;
        JsonNode value = parser.readValueAsTree();
        attempt(() -> rows.accept(row(at, value)));
      }
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw wrong(at == null ? line : at.getLineNr(), "is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void readCsv(Consumer<Row> rows) throws IOException {
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder()
            .maxBufferSize(MOST_CHARACTERS_OF_A_ROW)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofNamedCsvRecord(new Utf8Reader(path))) {
      for (NamedCsvRecord record : csv) {
        long line = record.getStartingLineNumber();
        if (record.getFieldCount() != record.getHeader().size()) {
          throw wrong(
              line,
              "has %d fields; must have %d as the header"
                  .formatted(record.getFieldCount(), record.getHeader().size()),
              null);
        }
        ObjectNode fields = JSON.createObjectNode();
        record.getFieldsAsMap().forEach(fields::put);
        attempt(() -> rows.accept(new Row(path, line, fields)));
      }
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(path + " is no CSV with a header: " + cause(e), e);
    }
  }

  private static @Nullable String cause(CsvParseException e) {
    return e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause().getMessage();
  }

  /** Past white space and a byte order mark; not by lines, since an array may be one long line. */
  private int firstCharacter() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      int c = in.read();
      while (c >= 0 && (c <= ' ' || c == 0xEF || c == 0xBB || c == 0xBF)) {
        c = in.read();
      }
      return c;
    }
  }

  private IllegalArgumentException wrong(long line, String what, @Nullable Exception cause) {
    return new IllegalArgumentException("line %d of %s %s".formatted(line, path, what), cause);
  }
}
