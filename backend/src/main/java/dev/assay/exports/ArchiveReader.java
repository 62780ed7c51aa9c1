package dev.assay.exports;

import dev.assay.exports.Archive.Kind;
import dev.assay.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Reads an archive entry by entry, from a stream that may come from anybody. Names of entries only
 * say what they are and are never those of files; what is unpacked is counted; each entry's CRC-32
 * is compared at its end.
 */
final class ArchiveReader {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ZipInputStream zip;
  private final DataSize most;
  private final Content content = new Content();
  private @Nullable Entry current;
  private long bytesLeft;
  private long entries;

  /**
   * @param most what all entries may hold, decompressed
   */
  ArchiveReader(InputStream in, DataSize most) {
    zip = new ZipInputStream(in);
    this.most = most;
    bytesLeft = most.toBytes();
  }

  /**
   * An entry.
   *
   * @param run the one that it is of; null for those that are of none
   */
  record Entry(String name, Kind kind, @Nullable UUID run) {}

  /** How many entries have been begun. */
  long entries() {
    return entries;
  }

  /**
   * The next entry; what is left of the one before is passed over, but not unread.
   *
   * @return null after the last
   * @throws Problem.Invalid when the archive is damaged, or the entry is none of an archive
   * @throws Problem.TooLarge when it holds too much
   */
  @Nullable Entry next() throws IOException {
    if (current != null) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    @Nullable ZipEntry next = translated(zip::getNextEntry);
    current = next == null ? null : entry(next.getName());
    entries += next == null ? 0 : 1;
    if (entries > Archive.MOST_ENTRIES) {
      throw new Problem.TooLarge("the archive has more than " + Archive.MOST_ENTRIES + " entries");
    }
    return current;
  }

  private static Entry entry(String name) {
    for (Kind kind : Kind.values()) {
      Matcher matcher = kind.pattern().matcher(name);
      if (matcher.matches()) {
        return new Entry(
            name, kind, matcher.groupCount() == 0 ? null : UUID.fromString(matcher.group(1)));
      }
    }
    throw Archive.invalid("an entry", name, "an archive has no entries of such names");
  }

  /** What the current entry holds; to be read before the next one. */
  InputStream content() {
    return content;
  }

  /** All that the current entry holds. */
  byte[] all() throws IOException {
    byte[] bytes = content.readNBytes(Archive.LARGEST_RUN_BYTES + 1);
    if (bytes.length > Archive.LARGEST_RUN_BYTES) {
      throw new Problem.TooLarge(
          "%s of the archive is larger than %d MB"
              .formatted(name(), Archive.LARGEST_RUN_BYTES >> 20));
    }
    return bytes;
  }

  /** Reads an entry that is an object in JSON. */
  <T> T json(Class<T> type) throws IOException {
    return Archive.parse(all(), type, name());
  }

  private String name() {
    return current == null ? "the archive" : current.name();
  }

  /** Lines of the current entry, one after the other. */
  final class Lines<T> {
    private final Class<T> type;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    Lines(Class<T> type) {
      this.type = type;
    }

    /** The next line; null after the last. */
    @Nullable T next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (true) {
        if (at == end) {
          end = content.read(buffer);
          at = 0;
          if (end < 0) {
            end = 0;
            return line.size() == 0 ? null : parsed(line);
          }
        }
        int stop = at;
        while (stop < end && buffer[stop] != '\n') {
          stop++;
        }
        line.write(buffer, at, stop - at);
        if (line.size() > Archive.LONGEST_LINE_BYTES) {
          throw Archive.invalid(
              name(),
              "a line of more than " + Archive.LONGEST_LINE_BYTES + " bytes",
              "its lines are shorter");
        }
        at = stop;
        if (stop < end) {
          at++;
          return parsed(line);
        }
      }
    }

    private T parsed(ByteArrayOutputStream line) {
      return Archive.parse(line.toByteArray(), type, name());
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T translated(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw Archive.invalid(
          name(),
          "damaged or cut short (" + e.getMessage() + ")",
          "the archive must be whole, as an export has written it");
    }
  }

  private final class Content extends FilterInputStream {
    Content() {
      super(zip);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = translated(() -> zip.read(bytes, offset, length));
      bytesLeft -= Math.max(n, 0);
      if (bytesLeft < 0) {
        throw new Problem.TooLarge(
            "the archive holds more than %d MB, decompressed (assay.exports.most-unpacked)"
                .formatted(most.toMegabytes()));
      }
      return n;
    }

    @Override
    public void close() {} // the entries after it are still to be read
  }
}
