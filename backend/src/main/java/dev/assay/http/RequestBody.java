package dev.assay.http;

import dev.assay.problem.Problem;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * A request's body, decompressed, that ends in {@link Problem.TooLarge} where it becomes larger
 * than allowed.
 */
public final class RequestBody extends FilterInputStream {
  private final DataSize largest;
  private long bytesLeft;

  private RequestBody(InputStream in, DataSize largest) {
    super(in);
    this.largest = largest;
    this.bytesLeft = largest.toBytes();
  }

  /**
   * @param encoding the header Content-Encoding: none, identity or gzip
   */
  public static InputStream of(InputStream raw, @Nullable String encoding, DataSize largest)
      throws IOException {
    return switch (encoding) {
      case null -> new RequestBody(raw, largest);
      case "identity" -> new RequestBody(raw, largest);
      case "gzip", "x-gzip" -> new RequestBody(gunzip(raw), largest);
      default ->
          throw new Problem.Invalid("Content-Encoding", encoding, "it is gzip, or not there");
    };
  }

  private static InputStream gunzip(InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(raw, 1 << 13);
    } catch (ZipException | EOFException e) {
      throw notGzip(e);
    }
  }

  private static Problem.Invalid notGzip(IOException e) {
    return new Problem.Invalid(
        "body", "not whole, valid gzip (" + e.getMessage() + ")", "its Content-Encoding is gzip");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int n = super.read(bytes, offset, length);
      bytesLeft -= Math.max(n, 0);
      if (bytesLeft < 0) {
        throw new Problem.TooLarge(
            "the body is larger than %d MB (decompressed)".formatted(largest.toMegabytes()));
      }
      return n;
    } catch (ZipException | EOFException e) {
      throw notGzip(e);
    }
  }
}
