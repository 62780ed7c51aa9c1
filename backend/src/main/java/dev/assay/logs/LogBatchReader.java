package dev.assay.logs;

import dev.assay.problem.Problem;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads {@code {"lines": [{"time", "stream", "text"}, …]}} line by line, so that a body of many
 * tiny lines is refused before it is all in memory. For one use.
 */
final class LogBatchReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser json;
  private final long nowMillis;
  private final List<LogLine> lines = new ArrayList<>();

  private LogBatchReader(JsonParser json, long nowMillis) {
    this.json = json;
    this.nowMillis = nowMillis;
  }

  /**
   * @param nowMillis the time of lines that come without
   * @throws Problem.Invalid when it is not JSON, not of this shape, or breaks a rule of {@link
   *     LogBatch}
   * @throws JacksonIOException when the body cannot be read
   */
  static LogBatch read(InputStream body, long nowMillis) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      return new LogBatchReader(json, nowMillis).batch();
    } catch (JacksonIOException e) {
      throw e; // says something about the connection, nothing about the text
    } catch (JacksonException e) {
      throw new Problem.Invalid("body", where(e.getLocation()), "it must be whole, valid JSON");
    }
  }

  private static String where(@Nullable TokenStreamLocation at) {
    return at == null
        ? "not JSON"
        : "broken at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private LogBatch batch() {
    json.nextToken();
    expect(JsonToken.START_OBJECT, "body", "an object is expected");
    boolean present = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      if (!json.currentName().equals("lines")) {
        throw new Problem.Invalid(
            "body", "with a field " + json.currentName(), "the fields here are [lines]");
      }
      present = true;
      readLines();
    }
    if (!present) {
      throw new Problem.Invalid("lines", "missing", "an array is expected");
    }
    if (json.nextToken() != null) {
      throw new Problem.Invalid(
          "body", where(json.currentTokenLocation()), "nothing may follow the object");
    }
    return new LogBatch(lines);
  }

  private void readLines() {
    json.nextToken();
    expect(JsonToken.START_ARRAY, "lines", "an array is expected");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(JsonToken.START_OBJECT, line(), "an object is expected");
      if (lines.size() == LogBatch.MOST_LINES) {
        throw LogBatch.tooManyLines("more than " + lines.size() + " lines");
      }
      lines.add(readLine());
    }
  }

  private LogLine readLine() {
    long time = nowMillis;
    LogStream stream = LogStream.STDOUT;
    @Nullable String text = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      boolean isNull = json.nextToken() == JsonToken.VALUE_NULL; // as good as not there
      switch (field) {
        case "time" -> time = isNull ? time : time();
        case "stream" -> stream = isNull ? stream : stream();
        case "text" -> text = text();
        default ->
            throw new Problem.Invalid(
                line(), "with a field " + field, "the fields here are [time, stream, text]");
      }
    }
    if (text == null) {
      throw new Problem.Invalid(line() + ".text", "missing", "a line has a text");
    }
    return new LogLine(time, stream, text);
  }

  private long time() {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == NumberType.BIG_INTEGER) {
      throw new Problem.Invalid(
          line() + ".time", found(), "it is a whole number of milliseconds since 1970");
    }
    return json.getLongValue();
  }

  private LogStream stream() {
    String rule =
        "it is one of " + Arrays.stream(LogStream.values()).map(LogStream::label).toList();
    expect(JsonToken.VALUE_STRING, line() + ".stream", rule);
    String label = json.getString();
    return LogStream.named(label)
        .orElseThrow(() -> new Problem.Invalid(line() + ".stream", label, rule));
  }

  /** A program may write the character 0, which little else can keep. */
  private String text() {
    expect(JsonToken.VALUE_STRING, line() + ".text", "a string is expected");
    return json.getString().replace('\0', '\uFFFD');
  }

  private void expect(JsonToken token, String field, String rule) {
    if (json.currentToken() != token) {
      throw new Problem.Invalid(field, found(), rule);
    }
  }

  /** What stands here, for the person who wrote it. */
  private String found() {
    return switch (json.currentToken()) {
      case null -> "missing";
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> '"' + json.getString() + '"';
      default -> json.getString();
    };
  }

  private String line() {
    return "lines[" + lines.size() + "]";
  }
}
