package dev.assay.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object a line, with a field {@code text} and, if wished, {@code time}. */
final class JsonLinesReading implements Documents.Reading {

  static final int MOST_CHARACTERS_OF_A_LINE = 16 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Utf8Reader in;

  JsonLinesReading(Path file) throws IOException {
    this.file = file;
    this.in = new Utf8Reader(file);
  }

  @Override
  public @Nullable Document next() throws IOException {
    String line = in.readLine(MOST_CHARACTERS_OF_A_LINE);
    while (line != null && line.isBlank()) {
      line = in.readLine(MOST_CHARACTERS_OF_A_LINE);
    }
    return line == null ? null : document(line);
  }

  private Document document(String line) {
    JsonNode object = parse(line);
    if (!object.isObject()) {
      throw wrong("is no JSON object; must be one with a field text");
    }
    JsonNode text = object.get("text");
    if (text == null || !text.isString()) {
      throw wrong(text == null ? "has no field text" : "has a field text that is no string");
    }
    return new Document(text.stringValue(), time(object.get("time")));
  }

  private JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      throw wrong("is no JSON: " + e.getOriginalMessage());
    }
  }

  private @Nullable Instant time(@Nullable JsonNode time) {
    if (time == null || time.isNull()) {
      return null;
    }
    try {
      return time.isNumber() ? Times.sinceEpoch(time.doubleValue()) : Times.parse(time.asString());
    } catch (DateTimeException e) {
      throw wrong("has time " + time + "; must be ISO-8601 or a number of seconds since 1970");
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "line %d of corpus file %s %s".formatted(in.lineNumber(), file, what));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
