package dev.assay.tables;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of bytes, without their ends; of one that is too long only its length is kept. */
final class Lines implements Closeable {
  private static final int FIRST_BYTES = 64 << 10;

  private final InputStream in;
  private final int longest;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int from;
  private int to;
  private int read; // the buffer has so many bytes
  private long number;
  private long length;

  /**
   * @param longest line, in bytes
   */
  Lines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** Goes to the next line; false when there is none. */
  boolean next() throws IOException {
    from = number == 0 ? 0 : Math.min(to + 1, read);
    to = from;
    length = 0;
    while (true) {
      while (to < read && buffer[to] != '\n') {
        to++;
      }
      if (to < read) {
        break;
      }
      if (!readMore()) {
        if (from == read && length == 0) {
          return false;
        }
        break;
      }
    }
    number++;
    length += to - from;
    return true;
  }

  /** Whether there was more. */
  private boolean readMore() throws IOException {
    if (to - from > longest) { // it is told, not kept
      length += to - from;
      from = to = read = 0;
    } else if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, read - from);
      read -= from;
      to -= from;
      from = 0;
    }
    if (read == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * read);
    }
    int more = in.read(buffer, read, buffer.length - read);
    if (more > 0) {
      read += more;
    }
    return more > 0;
  }

  /** From 1. */
  long number() {
    return number;
  }

  /** In bytes; of one that is too long the buffer has the end only. */
  long length() {
    return length;
  }

  boolean isTooLong() {
    return length > longest;
  }

  boolean isBlank() {
    for (int i = from; i < to; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  byte[] buffer() {
    return buffer;
  }

  int from() {
    return from;
  }

  int bytes() {
    return to - from;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
