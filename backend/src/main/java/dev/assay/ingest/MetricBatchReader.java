package dev.assay.ingest;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.series.PointBatch;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
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
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads {@code {"metrics": [{"name", "steps", "times", "values"}, …]}} number by number into
 * columns. NaN, Infinity and -Infinity are understood as strings, and bare as Python's {@code json}
 * writes them. For one use.
 */
final class MetricBatchReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // closing a body gives back its room, which is taken until its points are stored
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private final JsonParser json;
  private final long nowMillis;

  // of the batch so far; entry e has the points from ends[e - 1] to before ends[e]
  private final List<String> names = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final LongColumn steps;
  private final LongColumn times;
  private final DoubleColumn values;

  /** Of the entry being read, once it is known. */
  private @Nullable String name;

  private MetricBatchReader(JsonParser json, long nowMillis, IntConsumer room) {
    this.json = json;
    this.nowMillis = nowMillis;
    this.steps = new LongColumn(room);
    this.times = new LongColumn(room);
    this.values = new DoubleColumn(room);
  }

  /**
   * @param nowMillis the time of points that come without
   * @param room is told of so many more bytes of memory, and throws when there is none for them
   * @throws Problem.Invalid when it is not JSON, not of this shape, or breaks a rule of {@link
   *     MetricBatch}
   * @throws JacksonIOException when the body cannot be read
   */
  static MetricBatch read(InputStream body, long nowMillis, IntConsumer room) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      return new MetricBatchReader(json, nowMillis, room).batch();
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

  private MetricBatch batch() {
    json.nextToken();
    expect(JsonToken.START_OBJECT, "body", "an object is expected");
    boolean present = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      if (!json.currentName().equals("metrics")) {
        throw new Problem.Invalid(
            "body", "with a field " + json.currentName(), "the fields here are [metrics]");
      }
      present = true;
      readEntries();
    }
    if (!present) {
      throw new Problem.Invalid("metrics", "missing", "an array is expected");
    }
    if (json.nextToken() != null) {
      throw new Problem.Invalid(
          "body", where(json.currentTokenLocation()), "nothing may follow the object");
    }
    return new MetricBatch(
        names, new PointBatch(entryOfPoint(), steps.toArray(), times.toArray(), values.toArray()));
  }

  private int[] entryOfPoint() {
    int[] entries = new int[steps.size()];
    int start = 0;
    for (int entry = 0; entry < ends.size(); entry++) {
      Arrays.fill(entries, start, ends.get(entry), entry);
      start = ends.get(entry);
    }
    return entries;
  }

  private void readEntries() {
    json.nextToken();
    expect(JsonToken.START_ARRAY, "metrics", "an array is expected");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(JsonToken.START_OBJECT, entry(), "an object is expected");
      readEntry();
    }
  }

  private void readEntry() {
    name = null;
    int start = steps.size();
    boolean timed = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      switch (json.currentName()) {
        case "name" -> readName();
        case "steps" -> readNumbers(steps, "steps", "step", start);
        case "times" -> timed = readNumbers(times, "times", "time", start);
        case "values" -> readValues(start);
        default ->
            throw new Problem.Invalid(
                entry(),
                "with a field " + json.currentName(),
                "the fields here are [name, steps, times, values]");
      }
    }
    if (name == null) {
      throw new Problem.Invalid(entry() + ".name", "missing", "a metric has a name");
    }
    checkLengths(start, timed);
    while (times.size() < steps.size()) {
      times.add(nowMillis);
    }
    names.add(name);
    ends.add(steps.size());
  }

  private void checkLengths(int start, boolean timed) {
    int points = steps.size() - start;
    String rule = "the columns of a metric are of equal length";
    if (values.size() - start != points) {
      String lengths = "%d steps and %d values".formatted(points, values.size() - start);
      throw invalid(metric() + " has " + lengths + "; " + rule, entry(), lengths, rule);
    }
    if (timed && times.size() - start != points) {
      String lengths = "%d steps and %d times".formatted(points, times.size() - start);
      throw invalid(metric() + " has " + lengths + "; " + rule, entry(), lengths, rule);
    }
  }

  private void readName() {
    json.nextToken();
    expect(JsonToken.VALUE_STRING, entry() + ".name", "a string is expected");
    name = json.getString();
  }

  /** A column of whole numbers; false when it is null, which is as good as not there. */
  private boolean readNumbers(LongColumn column, String field, String one, int start) {
    if (json.nextToken() == JsonToken.VALUE_NULL) {
      return false;
    }
    expect(JsonToken.START_ARRAY, entry() + "." + field, "an array is expected");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw notANumber(field, one, column.size() - start, "a whole number is expected");
      }
      if (json.getNumberType() == NumberType.BIG_INTEGER) {
        throw notANumber(
            field, one, column.size() - start, "a number of at most 64 bits is expected");
      }
      checkRoom(column.size());
      column.add(json.getLongValue());
    }
    return true;
  }

  private void readValues(int start) {
    json.nextToken();
    expect(JsonToken.START_ARRAY, entry() + ".values", "an array is expected");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      checkRoom(values.size());
      values.add(
          switch (json.currentToken()) {
            case VALUE_NUMBER_INT -> json.getDoubleValue() == 0 ? zero() : json.getDoubleValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_STRING -> nonFinite(json.getString(), start);
            default -> throw notAValue(start);
          });
    }
  }

  /** A whole number has no negative zero, but its text has. */
  private double zero() {
    return json.getString().startsWith("-") ? -0.0 : 0.0;
  }

  private double nonFinite(String text, int start) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw notAValue(start);
    };
  }

  private Problem.Invalid notAValue(int start) {
    String rule = "a number is expected, or one of \"NaN\", \"Infinity\", \"-Infinity\"";
    return notANumber("values", "value", values.size() - start, rule);
  }

  private Problem.Invalid notANumber(String field, String one, int index, String rule) {
    Violation violation = new Violation(entry() + "." + field + "[" + index + "]", text(), rule);
    String message = "%s %s of %s: %s".formatted(one, violation.value(), metric(), rule);
    return new Problem.Invalid(message, List.of(violation));
  }

  private static void checkRoom(int size) {
    if (size == MetricBatch.MOST_POINTS) {
      throw MetricBatch.tooManyPoints("more than " + size + " points");
    }
  }

  private void expect(JsonToken token, String field, String rule) {
    if (json.currentToken() != token) {
      throw new Problem.Invalid(field, text(), rule);
    }
  }

  /** What stands here, for the person who wrote it. */
  private String text() {
    return switch (json.currentToken()) {
      case null -> "missing";
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> '"' + json.getString() + '"';
      default -> json.getString();
    };
  }

  private String entry() {
    return "metrics[" + names.size() + "]";
  }

  private String metric() {
    return name == null ? entry() : name;
  }

  private static Problem.Invalid invalid(String message, String field, String value, String rule) {
    return new Problem.Invalid(message, List.of(new Violation(field, value, rule)));
  }
}
