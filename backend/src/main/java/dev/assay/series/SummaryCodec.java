package dev.assay.series;

/**
 * {@link SubBuckets} to bytes and back. Few are kept as they are, for reading many charts means
 * reading many of these; more are compressed:
 *
 * <pre>
 *   1 byte     format: 1 the body as it is, 2 a payload of {@link Payloads} with the body
 * body:
 *   1 varint   m, how many
 *   varints    steps and times, as differences of differences; counts; non-finite counts
 *   4 x 8 m    min, max, mean, last: as they are in format 1, in planes in format 2
 * </pre>
 *
 * For one thread, and to be closed.
 */
final class SummaryCodec implements AutoCloseable {
  private static final byte PLAIN = 1;
  private static final byte PACKED = 2;
  private static final int MOST_PLAIN = 16;
  private static final int LEVEL = 1;
  private static final int MOST = 1 << 16;
  private static final int MOST_BYTES_EACH = 4 * Double.BYTES + 4 * ColumnWriter.LONGEST_VARINT;

  private final Payloads payloads = new Payloads();
  private final ColumnWriter body = new ColumnWriter();

  byte[] encode(SubBuckets s) {
    int m = s.size();
    boolean plain = m <= MOST_PLAIN;
    body.start(2 * ColumnWriter.LONGEST_VARINT + m * MOST_BYTES_EACH);
    body.varint(m);
    body.deltaOfDeltas(s.step(), 0, m);
    body.deltaOfDeltas(s.timeMillis(), 0, m);
    for (int i = 0; i < m; i++) {
      body.varint(s.count()[i]);
      body.varint(s.nonFinite()[i]);
    }
    for (double[] column : new double[][] {s.min(), s.max(), s.mean(), s.last()}) {
      if (plain) {
        body.doubles(column);
      } else {
        body.planes(column, 0, m);
      }
    }
    if (!plain) {
      return payloads.pack(PACKED, LEVEL, body);
    }
    byte[] bytes = new byte[1 + body.size()];
    bytes[0] = PLAIN;
    System.arraycopy(body.bytes(), 0, bytes, 1, body.size());
    return bytes;
  }

  /**
   * @throws CorruptPayload when these are not bytes that {@link #encode} gave
   */
  SubBuckets decode(byte[] bytes) {
    boolean plain = bytes.length > 0 && bytes[0] == PLAIN;
    ColumnReader in =
        plain
            ? new ColumnReader(bytes, 1, bytes.length)
            : payloads.unpack(bytes, PACKED, (long) MOST * MOST_BYTES_EACH);
    int m = in.count(Math.min(MOST, in.left() / (4 * Double.BYTES)));
    SubBuckets s = SubBuckets.ofSize(m);
    in.deltaOfDeltas(s.step(), 0, m);
    in.deltaOfDeltas(s.timeMillis(), 0, m);
    for (int i = 0; i < m; i++) {
      s.count()[i] = in.count(Integer.MAX_VALUE);
      s.nonFinite()[i] = in.count(Integer.MAX_VALUE);
    }
    for (double[] column : new double[][] {s.min(), s.max(), s.mean(), s.last()}) {
      if (plain) {
        in.doubles(column);
      } else {
        in.planes(column, 0, m);
      }
    }
    if (!in.atEnd()) {
      throw new CorruptPayload("more bytes than " + m + " sub-buckets need");
    }
    check(s);
    return s;
  }

  /** Few sub-buckets have no checksum; what cannot be summed up must not get further than here. */
  private static void check(SubBuckets s) {
    boolean sound = s.size() > 0;
    for (int i = 0; i < s.size(); i++) {
      int finite = s.count()[i] - s.nonFinite()[i];
      boolean ordered = s.min()[i] <= s.mean()[i] && s.mean()[i] <= s.max()[i];
      sound &= s.count()[i] > 0 && (finite == 0 || (finite > 0 && ordered));
    }
    if (!sound) {
      throw new CorruptPayload("sub-buckets that sum up nothing");
    }
  }

  @Override
  public void close() {
    payloads.close();
  }
}
