package dev.assay.tables;

import dev.assay.problem.Problem;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The text of a file: gzip is taken off, and the byte order mark of UTF-8. What is packed may not
 * be as long as it likes: some megabytes could be read for hours.
 */
final class Unpacked {
  private static final int BUFFER_BYTES = 64 << 10;

  private static final long MOST_BYTES = 100L << 30;

  /** Tables of numbers and texts get three to twenty times as large, of few different rows more. */
  private static final int MOST_TIMES = 200;

  private static final long ALWAYS_ALLOWED_BYTES = 1L << 30;

  private Unpacked() {}

  /**
   * @throws Problem.TooLarge while it is read, when there is more than fits the size of the file
   */
  static InputStream open(Path file) throws IOException {
    long fitting = Math.max(ALWAYS_ALLOWED_BYTES, MOST_TIMES * Files.size(file));
    return open(file, Math.min(MOST_BYTES, fitting));
  }

  /**
   * @param most bytes of what was packed
   */
  static InputStream open(Path file, long most) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      if (startsWith(in, 0x1f, 0x8b)) {
        in =
            new BufferedInputStream(
                new Bounded(new GZIPInputStream(in, BUFFER_BYTES), most), BUFFER_BYTES);
      }
      if (startsWith(in, 0xef, 0xbb, 0xbf)) {
        in.skipNBytes(3);
      }
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static boolean startsWith(InputStream in, int... bytes) throws IOException {
    in.mark(bytes.length);
    boolean same = true;
    for (int expected : bytes) {
      same = same && in.read() == expected;
    }
    in.reset();
    return same;
  }

  private static final class Bounded extends FilterInputStream {
    private final long most;
    private long left;

    Bounded(InputStream in, long most) {
      super(in);
      this.most = most;
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count(Math.max(n, 0));
      return n;
    }

    private void count(int n) {
      left -= n;
      if (left < 0) {
        throw new Problem.TooLarge(
            "the file is packed: without gzip it has more than %,d bytes, the most for its size"
                .formatted(most));
      }
    }
  }
}
