package dev.assay.http;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
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
 * than allowed. To be closed when what was read from it is no longer in memory.
 */
public final class RequestBody extends FilterInputStream {
  /** A frame may ask for a window of up to 2 GB, which the decoder would allocate. */
  private static final int MOST_ZSTD_WINDOW_LOG = 23;

  private final String encoding;
  private final DataSize largest;
  private final BodyBudget.@Nullable Share share;
  private long bytesLeft;

  private RequestBody(
      InputStream in, String encoding, DataSize largest, BodyBudget.@Nullable Share share) {
    super(in);
    this.encoding = encoding;
    this.largest = largest;
    this.share = share;
    this.bytesLeft = largest.toBytes();
  }

  /**
   * @param encoding the header Content-Encoding: none, identity, gzip or zstd
   */
  public static RequestBody of(
      InputStream raw, @Nullable String encoding, DataSize largest, BodyBudget budget)
      throws IOException {
    return of(raw, encoding, largest, budget.share());
  }

  /**
   * One that is written to a file while it comes: it takes no memory.
   *
   * @param encoding the header Content-Encoding: none, identity, gzip or zstd
   */
  public static RequestBody ofFile(InputStream raw, @Nullable String encoding, DataSize largest)
      throws IOException {
    return of(raw, encoding, largest, (BodyBudget.Share) null);
  }

  private static RequestBody of(
      InputStream raw,
      @Nullable String encoding,
      DataSize largest,
      BodyBudget.@Nullable Share share)
      throws IOException {
    String kind = encoding == null ? "identity" : encoding;
    InputStream plain =
        switch (kind) {
          case "identity" -> raw;
          case "gzip", "x-gzip" -> gunzip(raw, kind);
          case "zstd" -> new ZstdInputStreamNoFinalizer(raw).setLongMax(MOST_ZSTD_WINDOW_LOG);
          default ->
              throw new Problem.Invalid(
                  "Content-Encoding", kind, "it is gzip or zstd, or not there");
        };
    return new RequestBody(plain, kind, largest, share);
  }

  private static InputStream gunzip(InputStream raw, String kind) throws IOException {
    try {
      return new GZIPInputStream(raw, 1 << 13);
    } catch (ZipException | EOFException e) {
      throw broken(kind, e);
    }
  }

  private static Problem.Invalid broken(String kind, IOException e) {
    return new Problem.Invalid(
        "body",
        "not whole, valid %s (%s)".formatted(kind, e.getMessage()),
        "its Content-Encoding is " + kind);
  }

  /**
   * What is made of the body takes so many more bytes.
   *
   * @throws Problem.Busy when all bodies together are too large
   */
  public void grow(int bytes) {
    if (share != null) {
      share.grow(bytes);
    }
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
      grow(Math.max(n, 0));
      return n;
    } catch (ZipException | EOFException | ZstdIOException e) {
      throw broken(encoding, e);
    }
  }

  @Override
  public void close() throws IOException {
    if (share != null) {
      share.close();
    }
    super.close();
  }
}
