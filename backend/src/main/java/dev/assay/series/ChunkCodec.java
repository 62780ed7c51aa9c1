package dev.assay.series;

import org.jspecify.annotations.Nullable;

/**
 * The points of a chunk to bytes and back, bit-exact. Times are kept apart from steps and values,
 * since most charts do not need them. Both are {@link Payloads} of version 1 with these bodies over
 * the n points that the chunk's row tells:
 *
 * <pre>
 *   data:  1 varint   0 when steps go on at an equal pace, else 1
 *          varints    first step and pace; or steps, as differences of differences
 *          8 n bytes  values, in planes
 *   times: varints    times in ms, as differences of differences
 * </pre>
 *
 * For one thread, and to be closed.
 */
final class ChunkCodec implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final int LEVEL = 1;
  private static final int EVEN = 0;
  private static final int UNEVEN = 1;
  private static final int MOST_BYTES_PER_POINT = Double.BYTES + ColumnWriter.LONGEST_VARINT;
  private static final int HEADER = 3 * ColumnWriter.LONGEST_VARINT;

  private final Payloads payloads = new Payloads();
  private final ColumnWriter body = new ColumnWriter();

  byte[] encodeData(SeriesPoints points) {
    int n = points.size();
    long[] steps = points.steps();
    body.start(HEADER + n * MOST_BYTES_PER_POINT);
    if (isEven(steps)) {
      body.varint(EVEN);
      body.varint(steps[0]);
      body.varint(n > 1 ? steps[1] - steps[0] : 0);
    } else {
      body.varint(UNEVEN);
      body.deltaOfDeltas(steps, 0, n);
    }
    body.planes(points.values(), 0, n);
    return payloads.pack(VERSION, LEVEL, body);
  }

  byte[] encodeTimes(SeriesPoints points) {
    body.start(points.size() * ColumnWriter.LONGEST_VARINT);
    body.deltaOfDeltas(points.timesMillis(), 0, points.size());
    return payloads.pack(VERSION, LEVEL, body);
  }

  private static boolean isEven(long[] steps) {
    for (int i = 2; i < steps.length; i++) {
      if (steps[i] - steps[i - 1] != steps[1] - steps[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param n points of the chunk
   * @param times null for points whose times do not matter: they are 0
   * @throws CorruptPayload when these are not bytes of a chunk of n points
   */
  SeriesPoints decode(int n, byte[] data, byte @Nullable [] times) {
    if (n < 1 || n > Chunk.MOST_POINTS) {
      throw new CorruptPayload("a chunk of " + n + " points");
    }
    SeriesPoints points = new SeriesPoints(new long[n], new long[n], new double[n]);
    ColumnReader in = payloads.unpack(data, VERSION, HEADER + (long) n * MOST_BYTES_PER_POINT);
    if (in.varint() == EVEN) {
      long step = in.varint();
      long pace = in.varint();
      for (int i = 0; i < n; i++) {
        points.steps()[i] = step;
        step += pace;
      }
    } else {
      in.deltaOfDeltas(points.steps(), 0, n);
    }
    in.planes(points.values(), 0, n);
    requireEnd(in, n);
    if (times != null) {
      in = payloads.unpack(times, VERSION, (long) n * ColumnWriter.LONGEST_VARINT);
      in.deltaOfDeltas(points.timesMillis(), 0, n);
      requireEnd(in, n);
    }
    return points;
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
