package dev.assay.ingest;

import dev.assay.problem.Problem;
import dev.assay.series.ColumnFrame;
import dev.assay.series.PointBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a {@link ColumnFrame} with the header {@code {"metrics": [{"name", "points"}, …]}} and for
 * each metric, in that order, three columns: steps and times in ms (int64), values (float64).
 */
final class MetricFrameReader {
  private static final ObjectReader HEADER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Header.class);

  private static final int BYTES_PER_POINT = Integer.BYTES + 2 * Long.BYTES + Double.BYTES;

  private MetricFrameReader() {}

  private record Header(@Nullable List<Entry> metrics) {}

  private record Entry(@Nullable String name, long points) {}

  /**
   * @param room is told of so many more bytes of memory, and throws when there is none for them
   * @throws Problem.Invalid when it is no whole frame, or breaks a rule of {@link MetricBatch}
   */
  static MetricBatch read(InputStream body, IntConsumer room) throws IOException {
    List<Entry> entries = header(ColumnFrame.readHeader(body));
    int n = check(entries);
    room.accept(n * BYTES_PER_POINT);
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    int from = 0;
    for (int entry = 0; entry < entries.size(); entry++) {
      int to = from + (int) entries.get(entry).points;
      Arrays.fill(points.metricIds(), from, to, entry);
      ByteBuffer steps = ColumnFrame.readColumn(body, to - from);
      ByteBuffer times = ColumnFrame.readColumn(body, to - from);
      ByteBuffer values = ColumnFrame.readColumn(body, to - from);
      for (int i = from; i < to; i++) {
        points.steps()[i] = steps.getLong();
        points.timesMillis()[i] = times.getLong();
        points.values()[i] = Double.longBitsToDouble(values.getLong());
      }
      from = to;
    }
    if (body.read() >= 0) {
      throw new Problem.Invalid(
          "body", "longer than its header says", "nothing may follow the last column");
    }
    return new MetricBatch(entries.stream().map(e -> e.name + "").toList(), points);
  }

  private static List<Entry> header(byte[] json) {
    try {
      Header header = HEADER.readValue(json);
      if (header == null || header.metrics == null) {
        throw new Problem.Invalid("metrics", "missing", "an array is expected");
      }
      return header.metrics;
    } catch (DatabindException e) {
      throw new Problem.Invalid(
          "body", "with another header", "it is {\"metrics\": [{\"name\", \"points\"}, …]}");
    } catch (JacksonException e) {
      throw new Problem.Invalid("body", "with a broken header", "it must be whole, valid JSON");
    }
  }

  /** The number of points of all. */
  private static int check(List<Entry> entries) {
    int n = 0;
    for (int i = 0; i < entries.size(); i++) {
      @Nullable Entry entry = entries.get(i);
      String field = "metrics[" + i + "]";
      if (entry == null || entry.name == null) {
        throw new Problem.Invalid(field + ".name", "missing", "a metric has a name");
      }
      if (entry.points < 0) {
        throw new Problem.Invalid(field + ".points", entry.points, "it is 0 or more");
      }
      if (entry.points > MetricBatch.MOST_POINTS - n) {
        throw MetricBatch.tooManyPoints("more than " + MetricBatch.MOST_POINTS + " points");
      }
      n += (int) entry.points;
    }
    return n;
  }
}
