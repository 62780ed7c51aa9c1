package dev.assay.series;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes series as JSON, number by number, or as {@link ColumnFrame}. In JSON values that are not
 * finite are the strings that {@code Double} gives. Streams are left open.
 */
final class SeriesJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private SeriesJson() {}

  private static void write(OutputStream out, Consumer<JsonGenerator> content) {
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    content.accept(json);
    json.writeEndObject();
    json.flush();
  }

  /** {@code {"metrics": […]}}. */
  static void writeMetrics(Collection<MetricSummary> metrics, OutputStream out) {
    write(
        out,
        json -> {
          json.writeArrayPropertyStart("metrics");
          for (MetricSummary metric : metrics) {
            json.writeStartObject();
            json.writeStringProperty("name", metric.name());
            json.writeNumberProperty("points", metric.points());
            json.writeNumberProperty("lastStep", metric.lastStep());
            json.writeStringProperty("lastTime", metric.lastTime().toString());
            json.writeNumberProperty("lastValue", metric.lastValue());
            writeOrNull("min", metric.min(), json);
            writeOrNull("max", metric.max(), json);
            writeOrNull("mean", metric.mean(), json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /**
   * {@code {"names": […], "runs": […], "branches": […]}}: two columns of equal length, and a list.
   */
  static void writeUse(MetricUse use, OutputStream out) {
    write(
        out,
        json -> {
          json.writeArrayPropertyStart("names");
          use.runs().keySet().forEach(json::writeString);
          json.writeEndArray();
          json.writeArrayPropertyStart("runs");
          use.runs().values().forEach(json::writeNumber);
          json.writeEndArray();
          json.writeArrayPropertyStart("branches");
          use.branches()
              .forEach(
                  (run, steps) -> {
                    json.writeStartObject();
                    json.writeStringProperty("run", run.toString());
                    json.writeArrayPropertyStart("steps");
                    steps.forEach(json::writeNumber);
                    json.writeEndArray();
                    json.writeEndObject();
                  });
          json.writeEndArray();
        });
  }

  /** {@code {"series": […], "cursor": …}}. */
  static void writeSeries(Series.Reading reading, OutputStream out) {
    write(
        out,
        json -> {
          json.writeArrayPropertyStart("series");
          for (BucketedSeries series : reading.series()) {
            json.writeStartObject();
            writeHead(series, json);
            writeColumns(series, json);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringProperty("cursor", reading.cursor());
        });
  }

  /**
   * The same as a frame: the header is that of {@link #writeSeries} with the number of {@code
   * buckets} in place of columns; the columns of each series are {@code step}, {@code x} (unless
   * the axis is the step), {@code min, max, mean, last, count, nonFinite}, each of so many float64.
   */
  static void writeFrame(Series.Reading reading, OutputStream out) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    write(
        header,
        json -> {
          json.writeArrayPropertyStart("series");
          for (BucketedSeries series : reading.series()) {
            json.writeStartObject();
            writeHead(series, json);
            json.writeNumberProperty("buckets", series.size());
            json.writeArrayPropertyStart("columns");
            columns(series).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringProperty("cursor", reading.cursor());
        });
    ColumnFrame.writeHeader(out, header.toByteArray());
    for (BucketedSeries series : reading.series()) {
      out.write(bytes(series));
    }
  }

  private static List<String> columns(BucketedSeries series) {
    return series.x() == null
        ? List.of("step", "min", "max", "mean", "last", "count", "nonFinite")
        : List.of("step", "x", "min", "max", "mean", "last", "count", "nonFinite");
  }

  private static byte[] bytes(BucketedSeries s) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * s.size() * columns(s).size())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long step : s.step()) {
      bytes.putDouble(step); // at most 2^53, which a double holds exactly
    }
    if (s.x() != null) {
      put(s.x(), bytes);
    }
    put(s.min(), bytes);
    put(s.max(), bytes);
    put(s.mean(), bytes);
    put(s.last(), bytes);
    for (int n : s.count()) {
      bytes.putDouble(n);
    }
    for (int n : s.nonFinite()) {
      bytes.putDouble(n);
    }
    return bytes.array();
  }

  private static void put(double[] column, ByteBuffer bytes) {
    for (double x : column) {
      bytes.putDouble(x);
    }
  }

  private static void writeHead(BucketedSeries series, JsonGenerator json) {
    json.writeStringProperty("runId", series.run().toString());
    json.writeStringProperty("metric", series.metric());
    json.writeNumberProperty("points", series.points());
    json.writeNumberProperty("width", series.width());
    writeStep("replacesFrom", series.replacesFrom(), json);
    writeStep("firstStep", series.size() == 0 ? null : series.step()[0], json);
    writeStep("lastStep", series.lastStep(), json);
  }

  private static void writeColumns(BucketedSeries series, JsonGenerator json) {
    json.writeName("step");
    json.writeArray(series.step(), 0, series.step().length);
    double @Nullable [] x = series.x();
    if (x != null) {
      json.writeName("x");
      json.writeArray(x, 0, x.length);
    }
    writeOrNull("min", series.min(), json);
    writeOrNull("max", series.max(), json);
    writeOrNull("mean", series.mean(), json);
    json.writeName("last");
    json.writeArray(series.last(), 0, series.last().length);
    json.writeName("count");
    json.writeArray(series.count(), 0, series.count().length);
    json.writeName("nonFinite");
    json.writeArray(series.nonFinite(), 0, series.nonFinite().length);
  }

  /** {@code {"metric", "steps", "times", "values", "nextStep"}}. */
  static void writePoints(String metric, Series.Points points, OutputStream out) {
    write(
        out,
        json -> {
          json.writeStringProperty("metric", metric);
          json.writeName("steps");
          json.writeArray(points.steps(), 0, points.steps().length);
          json.writeName("times");
          json.writeArray(points.timesMillis(), 0, points.timesMillis().length);
          json.writeName("values");
          json.writeArray(points.values(), 0, points.values().length);
          writeStep("nextStep", points.nextStep(), json);
        });
  }

  /**
   * The same as a frame: the header has {@code metric}, {@code points} and {@code nextStep}; the
   * columns are steps and times (int64) and values (float64).
   */
  static void writePointsFrame(String metric, Series.Points points, OutputStream out)
      throws IOException {
    int n = points.steps().length;
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    write(
        header,
        json -> {
          json.writeStringProperty("metric", metric);
          json.writeNumberProperty("points", n);
          writeStep("nextStep", points.nextStep(), json);
        });
    ColumnFrame.writeHeader(out, header.toByteArray());
    ByteBuffer columns = ByteBuffer.allocate(3 * Long.BYTES * n).order(ByteOrder.LITTLE_ENDIAN);
    for (long step : points.steps()) {
      columns.putLong(step);
    }
    for (long time : points.timesMillis()) {
      columns.putLong(time);
    }
    for (double value : points.values()) {
      columns.putLong(Double.doubleToRawLongBits(value));
    }
    out.write(columns.array());
  }

  private static void writeStep(String name, @Nullable Long step, JsonGenerator json) {
    if (step == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, step);
    }
  }

  private static void writeOrNull(String name, double value, JsonGenerator json) {
    json.writeName(name);
    writeOrNull(value, json);
  }

  private static void writeOrNull(String name, double[] column, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    for (double value : column) {
      writeOrNull(value, json);
    }
    json.writeEndArray();
  }

  private static void writeOrNull(double value, JsonGenerator json) {
    if (Double.isNaN(value)) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }
}
