package dev.assay.series;

import java.io.OutputStream;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes series as JSON, number by number. Values that are not finite are the strings that {@code
 * Double} gives.
 */
final class SeriesJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private SeriesJson() {}

  /** {@code {"metrics": […]}}; leaves the stream open. */
  static void writeMetrics(Collection<MetricSummary> metrics, OutputStream out) {
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    json.writeArrayPropertyStart("metrics");
    for (MetricSummary metric : metrics) {
      json.writeStartObject();
      json.writeStringProperty("name", metric.name());
      json.writeNumberProperty("points", metric.points());
      json.writeNumberProperty("lastStep", metric.lastStep());
      json.writeStringProperty("lastTime", metric.lastTime().toString());
      json.writeNumberProperty("lastValue", metric.lastValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
  }

  /** {@code {"series": […]}}; leaves the stream open. */
  static void writeSeries(Stream<Series.Range> ranges, OutputStream out) {
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    json.writeArrayPropertyStart("series");
    ranges.forEach(range -> writeSeries(range, json));
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
  }

  private static void writeSeries(Series.Range range, JsonGenerator json) {
    BucketedSeries series = range.buckets();
    json.writeStartObject();
    json.writeStringProperty("runId", series.run().toString());
    json.writeStringProperty("metric", series.metric());
    json.writeNumberProperty("points", series.points());
    writeStep("firstStep", series.step().length == 0 ? null : series.step()[0], json);
    writeStep("lastStep", range.lastStep(), json);
    json.writeName("step");
    json.writeArray(series.step(), 0, series.step().length);
    writeOrNull("min", series.min(), json);
    writeOrNull("max", series.max(), json);
    writeOrNull("mean", series.mean(), json);
    json.writeName("last");
    json.writeArray(series.last(), 0, series.last().length);
    json.writeName("count");
    json.writeArray(series.count(), 0, series.count().length);
    json.writeName("nonFinite");
    json.writeArray(series.nonFinite(), 0, series.nonFinite().length);
    json.writeEndObject();
  }

  private static void writeStep(String name, @Nullable Long step, JsonGenerator json) {
    if (step == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, step);
    }
  }

  private static void writeOrNull(String name, double[] column, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    for (double value : column) {
      if (Double.isNaN(value)) {
        json.writeNull();
      } else {
        json.writeNumber(value);
      }
    }
    json.writeEndArray();
  }
}
