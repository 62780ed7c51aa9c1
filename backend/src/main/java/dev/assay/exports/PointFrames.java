package dev.assay.exports;

import dev.assay.ingest.MetricBatch;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.series.ColumnFrame;
import dev.assay.series.MetricSummary;
import dev.assay.series.PointBatch;
import dev.assay.series.Series;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The points of a run as column frames, one after the other; in each what {@code POST
 * /runs/{id}/metrics} takes.
 */
final class PointFrames {
  private static final int MOST_POINTS = 100_000;

  /** A frame is closed from here on, for a page may come on top. */
  private static final int POINTS_PER_FRAME = MOST_POINTS - PointPages.MOST_POINTS;

  private final OutputStream out;
  private final List<Part> parts = new ArrayList<>();
  private int waiting;
  private long written;

  private PointFrames(OutputStream out) {
    this.out = out;
  }

  private record Part(String metric, Series.Points points) {}

  private record Entry(String name, int points) {}

  private record Header(List<Entry> metrics) {}

  /**
   * Writes all points of a run, series by series.
   *
   * @return how many there were
   */
  static long write(PointPages pages, RunId run, List<MetricSummary> metrics, OutputStream out)
      throws IOException {
    PointFrames frames = new PointFrames(out);
    pages.of(run, metrics, (metric, page) -> frames.add(new Part(metric, page)));
    frames.flush();
    return frames.written;
  }

  private void add(Part part) throws IOException {
    parts.add(part);
    waiting += part.points.steps().length;
    if (waiting >= POINTS_PER_FRAME) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (waiting > 0) {
      List<Entry> entries =
          parts.stream().map(p -> new Entry(p.metric, p.points.steps().length)).toList();
      ColumnFrame.writeHeader(out, Archive.json(new Header(entries)));
      for (Part part : parts) {
        out.write(longs(part.points.steps()));
        out.write(longs(part.points.timesMillis()));
        out.write(
            longs(Arrays.stream(part.points.values()).mapToLong(PointFrames::bits).toArray()));
      }
    }
    written += waiting;
    waiting = 0;
    parts.clear();
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static byte[] longs(long[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(numbers);
    return bytes.array();
  }

  /**
   * Reads the next frame.
   *
   * @return null after the last
   * @throws Problem.Invalid when it is none, or breaks a rule of {@link MetricBatch}
   */
  static @Nullable MetricBatch read(PushbackInputStream in, String entry) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    in.unread(first);
    List<Entry> entries = Archive.parse(ColumnFrame.readHeader(in), Header.class, entry).metrics();
    int n = size(entries, entry);
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    int from = 0;
    for (int metric = 0; metric < entries.size(); metric++) {
      int length = entries.get(metric).points();
      Arrays.fill(points.metricIds(), from, from + length, metric);
      ColumnFrame.readColumn(in, length).asLongBuffer().get(points.steps(), from, length);
      ColumnFrame.readColumn(in, length).asLongBuffer().get(points.timesMillis(), from, length);
      ColumnFrame.readColumn(in, length).asDoubleBuffer().get(points.values(), from, length);
      from += length;
    }
    return new MetricBatch(entries.stream().map(Entry::name).toList(), points);
  }

  private static int size(@Nullable List<Entry> entries, String entry) {
    if (entries == null
        || entries.stream().anyMatch(e -> e == null || e.name() == null || e.points() < 0)) {
      throw Archive.invalid(entry, "a frame with another header", "it names metrics and points");
    }
    long n = entries.stream().mapToLong(Entry::points).sum();
    if (n > MOST_POINTS) {
      throw Archive.invalid(entry, n + " points in a frame", "at most " + MOST_POINTS);
    }
    return (int) n;
  }
}
