package dev.assay.tracking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A request that records something of a run, ready to be sent.
 *
 * @param key the server stores what comes under one key once, however often it comes
 * @param entries how many points, lines, samples or tag sets are in it
 * @param gzipped whether {@code body} is
 */
record Parcel(Kind kind, UUID key, int entries, boolean gzipped, byte[] body) {

  private static final String JSON = "application/json";

  /** What is recorded; {@code code} names it in a spool. */
  enum Kind {
    POINTS('P', "POST", "metrics", PointBuffer.CONTENT_TYPE),
    LINES('L', "POST", "logs", JSON),
    SAMPLE('S', "POST", "samples", JSON),
    TAGS('T', "PUT", "tags", JSON);

    final char code;
    final String method;
    final String path;
    final String contentType;

    Kind(char code, String method, String path, String contentType) {
      this.code = code;
      this.method = method;
      this.path = path;
      this.contentType = contentType;
    }
  }

  /** Below it a request is one or two packets either way. */
  private static final int SMALLEST_TO_GZIP = 4096;

  static Parcel of(Kind kind, int entries, byte[] body) {
    return new Parcel(kind, UUID.randomUUID(), entries, false, body);
  }

  /** The same, gzipped where that takes off a quarter or more. */
  Parcel smaller() {
    if (gzipped || body.length < SMALLEST_TO_GZIP) {
      return this;
    }
    byte[] zipped = gzip(body);
    return zipped.length <= body.length / 4 * 3
        ? new Parcel(kind, key, entries, true, zipped)
        : this;
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2);
    try (var gzip = new FastGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED); // the cores are wanted for training
    }
  }
}
