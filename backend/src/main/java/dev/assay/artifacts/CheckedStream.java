package dev.assay.artifacts;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * All bytes of a content. The last of them are only given away when the digest of all is right, so
 * that whoever counts them does not take damaged content for whole.
 */
final class CheckedStream extends FilterInputStream {
  private final Sha256 expected;
  private final MessageDigest digest = Sha256.newDigest();
  private long left;

  CheckedStream(InputStream in, Sha256 expected, long bytes) {
    super(in);
    this.expected = expected;
    this.left = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int n = super.read(bytes, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new CorruptContent(expected, left + " bytes are missing");
    }
    digest.update(bytes, offset, n);
    left -= n;
    if (left == 0) {
      Sha256 found = Sha256.of(digest.digest());
      if (!found.equals(expected)) {
        throw new CorruptContent(expected, "its digest is " + found);
      }
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    byte[] skipped = new byte[(int) Math.min(Math.max(n, 0), 1 << 13)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
