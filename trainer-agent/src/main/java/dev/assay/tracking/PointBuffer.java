package dev.assay.tracking;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Points in the order they were logged, in primitive columns; once they have grown to what a run
 * needs, adding a point allocates nothing. Not safe for use by several threads.
 */
public final class PointBuffer {

  static final String CONTENT_TYPE = "application/vnd.assay.columns";
  public static final long LARGEST_STEP = 1L << 53;

  private static final byte[] MAGIC = "ASC1".getBytes(StandardCharsets.US_ASCII);
  private static final int SMALLEST = 256;
  private static final int MAX_NAME = 250;

  private final Map<String, Metric> byName = new HashMap<>();
  private Metric[] metrics = new Metric[SMALLEST];
  private long[] steps = new long[SMALLEST];
  private long[] times = new long[SMALLEST];
  private double[] values = new double[SMALLEST];
  private int size;

  /** A metric of this buffer; {@code order} is that of the first points. */
  private static final class Metric {
    final String name;
    final int order;
    int points;
    int at; // where its columns begin in the frame
    int placed;

    Metric(String name, int order) {
      this.name = name;
      this.order = order;
    }
  }

  /**
   * @param step 0 to 2^53
   * @throws IllegalArgumentException for a step or a name that no server would take
   */
  public void add(String name, long step, long timeMillis, double value) {
    if (step < 0 || step > LARGEST_STEP) {
      throw new IllegalArgumentException(
          "step of %s is %d; must be 0 to %d".formatted(name, step, LARGEST_STEP));
    }
    Metric metric = byName.get(name);
    if (metric == null) {
      metric = new Metric(checked(name), byName.size());
      byName.put(name, metric);
    }
    if (size == steps.length) {
      grow();
    }
    metric.points++;
    metrics[size] = metric;
    steps[size] = step;
    times[size] = timeMillis;
    values[size] = value;
    size++;
  }

  private void grow() {
    int length = 2 * size;
    metrics = Arrays.copyOf(metrics, length);
    steps = Arrays.copyOf(steps, length);
    times = Arrays.copyOf(times, length);
    values = Arrays.copyOf(values, length);
  }

  private static String checked(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || !name.chars().allMatch(PointBuffer::isName)) {
      throw new IllegalArgumentException(
          "metric is %s; must be 1 to %d letters, digits, spaces or any of _ . - / :"
              .formatted(name.length() <= MAX_NAME ? name : name.length() + " long", MAX_NAME));
    }
    return name;
  }

  private static boolean isName(int c) {
    return Character.isLetterOrDigit(c) || " _.-/:".indexOf(c) >= 0;
  }

  public int size() {
    return size;
  }

  public void clear() {
    byName.clear();
    Arrays.fill(metrics, 0, size, null);
    size = 0;
  }

  /**
   * The points as a column frame, metrics in the order of their first points:
   *
   * <pre>
   * "ASC1" | H: uint32 | H bytes of JSON {"metrics":[{"name":…,"points":n}, …]} | 0 to a multiple of 8
   * for each metric: n steps: int64 | n times: int64, ms since 1970 | n values: float64, any bits
   * </pre>
   *
   * All numbers are little-endian.
   */
  public byte[] toFrame() {
    Metric[] ordered = new Metric[byName.size()];
    byName.values().forEach(metric -> ordered[metric.order] = metric);
    byte[] header = header(ordered);
    int at = (MAGIC.length + Integer.BYTES + header.length + 7) / 8 * 8;
    var frame = ByteBuffer.allocate(at + 3 * Long.BYTES * size).order(ByteOrder.LITTLE_ENDIAN);
    frame.put(MAGIC).putInt(header.length).put(header);
    for (Metric metric : ordered) {
      metric.at = at;
      metric.placed = 0;
      at += 3 * Long.BYTES * metric.points;
    }
    for (int i = 0; i < size; i++) {
      Metric metric = metrics[i];
      int column = Long.BYTES * metric.points;
      int place = metric.at + Long.BYTES * metric.placed++;
      frame.putLong(place, steps[i]);
      frame.putLong(place + column, times[i]);
      frame.putLong(place + 2 * column, Double.doubleToRawLongBits(values[i]));
    }
    return frame.array();
  }

  private static byte[] header(Metric[] metrics) {
    record Column(String name, int points) {}
    List<Column> columns =
        Arrays.stream(metrics).map(metric -> new Column(metric.name, metric.points)).toList();
    return Wire.JSON.writeValueAsBytes(Map.of("metrics", columns));
  }
}
