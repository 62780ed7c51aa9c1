package dev.assay.logs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lines to bytes and back. A payload is a version byte and a zstd frame with content size and
 * checksum, of this body over n lines:
 *
 * <pre>
 *   varint     n
 *   varints    times in ms: zigzag of the difference to the one before
 *   n bytes    streams: 0 stdout, 1 stderr, 2 log
 *   varints    lengths of the texts in bytes
 *   UTF-8      the texts, one after the other
 * </pre>
 *
 * The texts come last and together, for they compress best so. Half a surrogate pair, which is not
 * text, comes back as a question mark.
 *
 * <p>Holds native memory and a buffer: for one thread, and to be closed.
 */
final class LogCodec implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final int LEVEL = 3;
  private static final int LONGEST_VARINT = 10;

  /** Besides the texts: a time, a stream, a length. */
  private static final int MOST_BYTES_PER_LINE = LONGEST_VARINT + 1 + LONGEST_VARINT;

  private static final int LEAST_BYTES_PER_LINE = 3;

  /** The longest body; it bounds what reading a broken payload can allocate. */
  private static final int LONGEST_BODY = 1 << 20;

  private static final LogStream[] STREAMS = LogStream.values();

  private final ZstdCompressCtx compressor =
      new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private byte[] buffer = new byte[0];

  /**
   * @param lines no more than {@link BlockSize#fits}
   */
  byte[] encode(List<LogLine> lines) {
    byte[][] texts = new byte[lines.size()][];
    int length = LONGEST_VARINT + lines.size() * MOST_BYTES_PER_LINE;
    for (int i = 0; i < texts.length; i++) {
      texts[i] = lines.get(i).text().getBytes(StandardCharsets.UTF_8);
      length += texts[i].length;
    }
    byte[] body = buffer(length);
    length = writeBody(lines, texts, body);
    if (length > LONGEST_BODY) {
      throw new IllegalArgumentException(
          "%d lines of %d bytes; a block is smaller".formatted(lines.size(), length));
    }
    byte[] payload = new byte[1 + (int) Zstd.compressBound(length)];
    payload[0] = VERSION;
    int compressed = compressor.compressByteArray(payload, 1, payload.length - 1, body, 0, length);
    return Arrays.copyOf(payload, 1 + compressed);
  }

  private static int writeBody(List<LogLine> lines, byte[][] texts, byte[] body) {
    int at = writeVarint(body, 0, lines.size());
    long before = 0;
    for (LogLine line : lines) {
      long delta = line.timeMillis() - before; // wraps around, so any long goes
      at = writeVarint(body, at, (delta << 1) ^ (delta >> 63));
      before = line.timeMillis();
    }
    for (LogLine line : lines) {
      body[at++] = (byte) line.stream().ordinal();
    }
    for (byte[] text : texts) {
      at = writeVarint(body, at, text.length);
    }
    for (byte[] text : texts) {
      System.arraycopy(text, 0, body, at, text.length);
      at += text.length;
    }
    return at;
  }

  private static int writeVarint(byte[] body, int at, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      body[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    body[at++] = (byte) rest;
    return at;
  }

  /**
   * @throws CorruptBlock when these are not bytes that {@link #encode} gave
   */
  List<LogLine> decode(byte[] payload) {
    if (payload.length < 2) {
      throw new CorruptBlock(payload.length + " bytes");
    }
    if (payload[0] != VERSION) {
      throw new CorruptBlock("format " + payload[0] + "; this server reads format " + VERSION);
    }
    int length = decompress(payload);
    Body body = new Body(buffer, length);
    int n = body.size();
    long[] times = new long[n];
    long time = 0;
    for (int i = 0; i < n; i++) {
      long zigzag = body.varint();
      time += (zigzag >>> 1) ^ -(zigzag & 1);
      times[i] = time;
    }
    LogStream[] streams = new LogStream[n];
    for (int i = 0; i < n; i++) {
      streams[i] = body.stream();
    }
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = body.length();
    }
    List<LogLine> lines = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      lines.add(new LogLine(times[i], streams[i], body.text(lengths[i])));
    }
    if (body.left() > 0) {
      throw new CorruptBlock("more bytes than " + n + " lines need");
    }
    return lines;
  }

  /** Fills the buffer with the body; returns its length. */
  private int decompress(byte[] payload) {
    long length = Zstd.getFrameContentSize(payload, 1, payload.length - 1);
    if (length < 1 || length > LONGEST_BODY) {
      throw new CorruptBlock("no zstd frame of a length that fits");
    }
    byte[] body = buffer((int) length);
    try {
      int got =
          decompressor.decompressByteArray(body, 0, (int) length, payload, 1, payload.length - 1);
      if (got != length) {
        throw new CorruptBlock(got + " bytes where the frame promised " + length);
      }
      return got;
    } catch (ZstdException e) {
      throw new CorruptBlock("zstd says " + e.getMessage());
    }
  }

  private byte[] buffer(int length) {
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    return buffer;
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }

  /** Reads a body, never past its end. */
  private static final class Body {
    private final byte[] bytes;
    private final int end;
    private int at;

    Body(byte[] bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    int left() {
      return end - at;
    }

    /** The number of lines, if so many can follow. */
    int size() {
      long n = varint();
      if (n < 0 || n > left() / LEAST_BYTES_PER_LINE) {
        throw new CorruptBlock(n + " lines in " + end + " bytes");
      }
      return (int) n;
    }

    LogStream stream() {
      byte b = next();
      if (b < 0 || b >= STREAMS.length) {
        throw new CorruptBlock("a stream of number " + b);
      }
      return STREAMS[b];
    }

    int length() {
      long length = varint();
      if (length < 0 || length > left()) {
        throw new CorruptBlock("a text of " + length + " bytes");
      }
      return (int) length;
    }

    String text(int length) {
      if (length > left()) {
        throw new CorruptBlock("it ends within a text");
      }
      String text = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 7 * LONGEST_VARINT; shift += 7) {
        byte b = next();
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new CorruptBlock("a number of more than 64 bits");
    }

    private byte next() {
      if (at == end) {
        throw new CorruptBlock("it ends within a column");
      }
      return bytes[at++];
    }
  }
}
