package dev.assay.tables;

import dev.assay.problem.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * An object in each line. What is within objects and arrays is a column of its own: {@code a.b},
 * {@code p[0]}. {@code NaN} and {@code Infinity} are read, as Python writes them.
 */
final class JsonRows implements RowReader {
  private static final int DEEPEST = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_TEXT)
                  .maxNameLength(LONGEST_TEXT)
                  .maxNumberLength(LONGEST_TEXT)
                  .build())
          .build();

  private final Lines lines;
  private final Findings findings;
  private final Place root = new Place("");
  private final List<String> columns = new ArrayList<>();
  private final List<String> seenColumns = Collections.unmodifiableList(columns);
  private final Map<String, Integer> byName = new HashMap<>();
  private int places;

  // of each column: its last value and the line that has it
  private Kind[] kinds = new Kind[16];
  private @Nullable String[] texts = new @Nullable String[16];
  private long[] valueLines = new long[16];

  JsonRows(Path file, Findings findings) throws IOException {
    this.lines = new Lines(Unpacked.open(file), LONGEST_LINE);
    this.findings = findings;
  }

  /** Where values stand: the whole object, a key of it, an element of an array. */
  private static final class Place {
    private final String name;
    private final Map<String, Place> keys = new HashMap<>();
    private final List<Place> elements = new ArrayList<>();
    private @Nullable Integer column;

    Place(String name) {
      this.name = name;
    }
  }

  @Override
  public boolean next() throws IOException {
    while (nextLine()) {
      if (lines.isTooLong()) {
        findings.add(
            place(),
            "%,d bytes".formatted(lines.length()),
            "a line has at most %,d".formatted(LONGEST_LINE));
      } else if (!lines.isBlank() && parse()) {
        return true;
      }
    }
    return false;
  }

  private boolean nextLine() throws IOException {
    try {
      return lines.next();
    } catch (ZipException | EOFException e) {
      throw new Problem.Invalid(
          "file", "no whole gzip after " + place(), String.valueOf(e.getMessage()));
    }
  }

  private String place() {
    return findings.place(lines.number());
  }

  /** Whether the line is an object. */
  private boolean parse() {
    try (JsonParser json =
        JSON.createParser(ObjectReadContext.empty(), lines.buffer(), lines.from(), lines.bytes())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        findings.add(place(), json.currentToken(), "an object is expected in each line");
        return false;
      }
      object(json, root);
      if (json.nextToken() != null) {
        findings.add(place(), json.currentToken(), "one object is expected in a line");
        return false;
      }
      return true;
    } catch (JacksonException e) {
      findings.add(place(), "no JSON", firstLine(e.getOriginalMessage()));
      return false;
    }
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  private void object(JsonParser json, Place place) {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      @Nullable Place known = place.keys.get(key);
      if (known == null) {
        known = newPlace(place.name.isEmpty() ? key : place.name + "." + key);
        place.keys.put(key, known);
      }
      value(json, known);
    }
  }

  private void array(JsonParser json, Place place) {
    for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
      if (i == place.elements.size()) {
        place.elements.add(newPlace(place.name + "[" + i + "]"));
      }
      value(json, place.elements.get(i));
    }
  }

  private void value(JsonParser json, Place place) {
    switch (json.currentToken()) {
      case START_OBJECT -> object(json, place);
      case START_ARRAY -> array(json, place);
      case VALUE_STRING -> set(place, Kind.TEXT, json.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> set(place, Kind.NUMBER, json.getString());
      case VALUE_TRUE, VALUE_FALSE -> set(place, Kind.BOOLEAN, json.getString());
      case VALUE_NULL -> {} // it is missing
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("no value: " + json.currentToken());
    }
  }

  private void set(Place place, Kind kind, String text) {
    @Nullable Integer column = place.column;
    if (column == null) {
      column = column(place.name);
      place.column = column;
    }
    if (valueLines[column] == lines.number()) {
      findings.add(place.name, lines.number(), text, "it is there twice, as a.b and as b within a");
    }
    kinds[column] = text.isEmpty() ? Kind.MISSING : kind;
    texts[column] = text.isEmpty() ? null : text;
    valueLines[column] = lines.number();
  }

  private Place newPlace(String name) {
    if (++places > 2 * MOST_COLUMNS) { // those of objects and arrays are no columns
      throw tooMany();
    }
    return new Place(name);
  }

  private Problem.Invalid tooMany() {
    return new Problem.Invalid(
        "file",
        "more than %,d keys in %s".formatted(MOST_COLUMNS, place()),
        "a table has at most %,d columns".formatted(MOST_COLUMNS));
  }

  @Override
  public int column(String name) {
    @Nullable Integer known = byName.get(name);
    if (known != null) {
      return known;
    }
    int column = columns.size();
    if (column == MOST_COLUMNS) {
      throw tooMany();
    }
    columns.add(name);
    byName.put(name, column);
    if (column == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * column);
      texts = Arrays.copyOf(texts, 2 * column);
      valueLines = Arrays.copyOf(valueLines, 2 * column);
    }
    return column;
  }

  @Override
  public List<String> columns() {
    return seenColumns;
  }

  @Override
  public long line() {
    return lines.number();
  }

  @Override
  public Kind kind(int column) {
    return valueLines[column] == lines.number() ? kinds[column] : Kind.MISSING;
  }

  @Override
  public @Nullable String text(int column) {
    return valueLines[column] == lines.number() ? texts[column] : null;
  }

  @Override
  public double number(int column) {
    @Nullable String text = text(column);
    return text == null || kind(column) == Kind.BOOLEAN ? Double.NaN : Decimals.parse(text);
  }

  @Override
  public long millis(int column) {
    throw new IllegalStateException("JSON has no times");
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
