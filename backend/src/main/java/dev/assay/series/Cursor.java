package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.series.ChunkReader.Level;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Where a reading ended: what the database showed then, and how each series was cut. It is all in
 * the text, so any server of the database understands it.
 *
 * @param snapshot PostgreSQL's text of it, {@code xmin:xmax:xip,…}
 * @param cuts a byte for each series of the query: {@link #ABSENT}, {@link #EACH_POINT}, {@link
 *     #OTHERWISE}, or one for each width and level
 * @param query hash of the query it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // bytes, never compared
record Cursor(String snapshot, byte[] cuts, int query) {
  static final byte ABSENT = -128;
  static final byte EACH_POINT = -127;

  /** By something else than steps. */
  static final byte OTHERWISE = -126;

  private static final int FIRST_CUT = -100;
  private static final int CUTS_OF_LEVEL = 56;

  private static final Pattern SNAPSHOT =
      Pattern.compile("\\d{1,18}:\\d{1,18}:(\\d{1,18}(,\\d{1,18}){0,1000})?");

  static int hash(SeriesQuery q) {
    return Objects.hash(q.runs(), q.metrics(), q.buckets(), q.axis().toString(), q.from(), q.to());
  }

  /**
   * How a series was cut by steps.
   *
   * @param width a power of two from 1 to 2^54; 0 when each point is by itself
   */
  static byte cut(double width, Level level) {
    return width == 0
        ? EACH_POINT
        : (byte) (FIRST_CUT + CUTS_OF_LEVEL * level.ordinal() + Math.getExponent(width));
  }

  String text() {
    byte[] snap = snapshot.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer all = ByteBuffer.allocate(4 + 4 + 4 + snap.length + cuts.length);
    all.position(4).putInt(query).putInt(snap.length).put(snap).put(cuts);
    all.putInt(0, checksum(all));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
  }

  /**
   * @throws Problem.Invalid when it is not a text that {@link #text} gave
   */
  static Cursor parse(String text) {
    try {
      ByteBuffer all = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (all.getInt(0) != checksum(all)) {
        throw foreign(text);
      }
      int query = all.position(4).getInt();
      int length = all.getInt();
      if (length < 0 || length > all.remaining()) {
        throw foreign(text);
      }
      byte[] snap = new byte[length];
      all.get(snap);
      byte[] cuts = new byte[all.remaining()];
      all.get(cuts);
      String snapshot = new String(snap, StandardCharsets.US_ASCII);
      if (!isSnapshot(snapshot)) {
        throw foreign(text);
      }
      return new Cursor(snapshot, cuts, query);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
      throw foreign(text);
    }
  }

  /** Whether PostgreSQL will read it as one. */
  private static boolean isSnapshot(String text) {
    if (!SNAPSHOT.matcher(text).matches()) {
      return false;
    }
    String[] parts = text.split(":", -1);
    long xmin = Long.parseLong(parts[0]);
    long xmax = Long.parseLong(parts[1]);
    long before = xmin;
    if (!parts[2].isEmpty()) {
      for (String xip : parts[2].split(",", -1)) {
        long next = Long.parseLong(xip);
        if (next < before || next >= xmax) {
          return false;
        }
        before = next;
      }
    }
    return xmin > 0 && xmin <= xmax;
  }

  private static int checksum(ByteBuffer all) {
    CRC32 crc = new CRC32();
    crc.update(all.array(), 4, all.capacity() - 4);
    return (int) crc.getValue();
  }

  static Problem.Invalid foreign(String text) {
    return new Problem.Invalid("since", text, "it must be the cursor of an earlier answer");
  }
}
