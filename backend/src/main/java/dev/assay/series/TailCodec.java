package dev.assay.series;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Points as they arrive to bytes and back, column-wise and bit-exact. A payload ({@link Payloads},
 * version 1) has this body over n points:
 *
 * <pre>
 *   4 bytes    n, little-endian
 *   8 n bytes  values, in planes
 *   varints    metric ids, as differences
 *   varints    steps, as differences of differences
 *   varints    times in ms, likewise
 * </pre>
 *
 * For one thread, and to be closed.
 */
final class TailCodec implements AutoCloseable {
  /** The most points in a payload; it bounds what reading a broken one can allocate. */
  static final int MOST_POINTS = 1 << 20;

  private static final byte VERSION = 1;
  // at 100 to 1000 points: within 5 % of level 1 in size, encoded 1.6 to 2.2 times as fast
  private static final int LEVEL = -1;

  private static final int HEADER = Integer.BYTES;
  private static final int MOST_BYTES_PER_POINT =
      Double.BYTES + 5 + 2 * ColumnWriter.LONGEST_VARINT;
  private static final int LEAST_BYTES_PER_POINT = Double.BYTES + 3;

  private final Payloads payloads = new Payloads();
  private final ColumnWriter body = new ColumnWriter();

  byte[] encode(PointBatch points) {
    int n = points.size();
    if (n > MOST_POINTS) {
      throw new IllegalArgumentException(n + " points; a payload holds at most " + MOST_POINTS);
    }
    body.start(HEADER + n * MOST_BYTES_PER_POINT);
    body.int32(n);
    body.planes(points.values(), 0, n);
    body.deltas(points.metricIds());
    body.deltaOfDeltas(points.steps(), 0, n);
    body.deltaOfDeltas(points.timesMillis(), 0, n);
    return payloads.pack(VERSION, LEVEL, body);
  }

  /**
   * @throws CorruptPayload when these are not bytes that {@link #encode} gave
   */
  PointBatch decode(byte[] payload) {
    ColumnReader in = unpack(payload);
    int n = size(in);
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    in.planes(points.values(), 0, n);
    in.deltas(points.metricIds());
    in.deltaOfDeltas(points.steps(), 0, n);
    in.deltaOfDeltas(points.timesMillis(), 0, n);
    requireEnd(in, n);
    return points;
  }

  /**
   * The points of some metrics. Values are at places known from the number of points, so those of
   * other metrics are never put together.
   *
   * @throws CorruptPayload when these are not bytes that {@link #encode} gave
   */
  PointBatch decode(byte[] payload, Set<Integer> metricIds) {
    ColumnReader in = unpack(payload);
    int n = size(in);
    ColumnReader values = in.skip(Double.BYTES * n);
    int[] ids = new int[n];
    in.deltas(ids);
    int[] wanted = placesOf(metricIds, ids);
    int m = wanted.length;
    PointBatch points = new PointBatch(new int[m], new long[m], new long[m], new double[m]);
    if (m > 0) {
      long[] steps = new long[n];
      long[] times = new long[n];
      in.deltaOfDeltas(steps, 0, n);
      in.deltaOfDeltas(times, 0, n);
      requireEnd(in, n);
      for (int i = 0; i < m; i++) {
        points.metricIds()[i] = ids[wanted[i]];
        points.steps()[i] = steps[wanted[i]];
        points.timesMillis()[i] = times[wanted[i]];
        points.values()[i] = values.plane(wanted[i], n);
      }
    }
    return points;
  }

  /**
   * The ids of the metrics that a payload has points of; nothing else of it is decoded.
   *
   * @throws CorruptPayload when these are not bytes that {@link #encode} gave
   */
  Set<Integer> metrics(byte[] payload) {
    ColumnReader in = unpack(payload);
    int n = size(in);
    in.skip(Double.BYTES * n);
    int[] ids = new int[n];
    in.deltas(ids);
    Set<Integer> metrics = new HashSet<>();
    for (int i = 0; i < n; i++) {
      if (i == 0 || ids[i] != ids[i - 1]) { // points of a metric mostly stand together
        metrics.add(ids[i]);
      }
    }
    return metrics;
  }

  private static int[] placesOf(Set<Integer> metricIds, int[] ids) {
    int[] places = new int[ids.length];
    int m = 0;
    boolean wanted = false;
    for (int i = 0; i < ids.length; i++) {
      if (i == 0 || ids[i] != ids[i - 1]) { // points of a metric mostly stand together
        wanted = metricIds.contains(ids[i]);
      }
      if (wanted) {
        places[m++] = i;
      }
    }
    return Arrays.copyOf(places, m);
  }

  private ColumnReader unpack(byte[] payload) {
    return payloads.unpack(payload, VERSION, HEADER + (long) MOST_POINTS * MOST_BYTES_PER_POINT);
  }

  private static int size(ColumnReader in) {
    int bytes = in.left();
    int n = in.int32();
    if (n < 0 || (long) n * LEAST_BYTES_PER_POINT > in.left()) {
      throw new CorruptPayload(n + " points in " + bytes + " bytes");
    }
    return n;
  }

  private static void requireEnd(ColumnReader in, int n) {
    if (!in.atEnd()) {
      throw new CorruptPayload("more bytes than " + n + " points need");
    }
  }

  @Override
  public void close() {
    payloads.close();
  }
}
