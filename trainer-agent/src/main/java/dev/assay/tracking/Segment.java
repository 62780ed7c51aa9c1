package dev.assay.tracking;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of a spool: parcels, one after the other, appended at the end and taken from the front.
 *
 * <pre>
 * "ASP1" | taken: byte 0 or 1 | CRC-32C of what follows: int | kind: byte | gzipped: byte
 *        | key: 2 longs | entries: int | length: int | body
 * </pre>
 *
 * Numbers are big-endian. That a parcel was taken is written over one byte. A parcel that is cut
 * off or damaged ends the file. Not safe for use by several threads.
 */
final class Segment implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Segment.class);
  private static final int MAGIC = 0x41535031;
  private static final int TAKEN_AT = 4;
  private static final int CHECKED_FROM = 9;
  private static final int HEADER = 35;
  private static final int LARGEST_BODY = 64 << 20;

  private final Path path;

  /** No channel: a thread that is interrupted while it uses one closes it for all. */
  private final RandomAccessFile file;

  private long size;
  private long front; // where the oldest parcel that is not taken begins
  private int parcels;
  private long entries;

  private Segment(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  static Segment create(Path path) throws IOException {
    return new Segment(path, new RandomAccessFile(path.toFile(), "rw"));
  }

  /** Opens what another process has left and cuts off what is not whole. */
  static Segment open(Path path) throws IOException {
    Segment segment = create(path);
    try {
      segment.scan();
    } catch (IOException e) {
      segment.close();
      throw e;
    }
    return segment;
  }

  private void scan() throws IOException {
    size = file.length();
    long at = 0;
    for (var stored = read(at); stored.isPresent(); stored = read(at)) {
      at += stored.get().length();
      if (stored.get().taken && parcels == 0) { // they are taken in order
        front = at;
      } else {
        parcels++;
        entries += stored.get().parcel.entries();
      }
    }
    if (at < size) {
      log.warn("{} bytes at the end of {} are no whole parcel and are cut off", size - at, path);
      file.setLength(at);
      size = at;
    }
  }

  long size() {
    return size;
  }

  /** How many are not taken. */
  int parcels() {
    return parcels;
  }

  /** How many entries are in those. */
  long entries() {
    return entries;
  }

  /**
   * @throws IOException when the disk does not take it; nothing of it is left then
   */
  void append(Parcel parcel) throws IOException {
    ByteBuffer bytes = bytes(parcel);
    try {
      file.seek(size);
      file.write(bytes.array());
    } catch (IOException e) {
      file.setLength(size);
      throw e;
    }
    size += bytes.capacity();
    parcels++;
    entries += parcel.entries();
  }

  /**
   * The oldest parcel that is not taken; empty when there is none.
   *
   * @throws IOException when the disk does not give it back as it was written
   */
  Optional<Parcel> first() throws IOException {
    if (front == size) {
      return Optional.empty();
    }
    return Optional.of(
        read(front)
            .orElseThrow(() -> new IOException("%s is damaged at %d".formatted(path, front)))
            .parcel);
  }

  /** Takes the oldest parcel, which {@link #first} gave, away. */
  void remove(Parcel first) throws IOException {
    long at = front;
    front += HEADER + first.body().length;
    parcels--;
    entries -= first.entries();
    file.seek(at + TAKEN_AT);
    file.write(1);
  }

  private static ByteBuffer bytes(Parcel parcel) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + parcel.body().length);
    bytes.putInt(MAGIC).put((byte) 0).putInt(0);
    bytes.put((byte) parcel.kind().code).put((byte) (parcel.gzipped() ? 1 : 0));
    bytes.putLong(parcel.key().getMostSignificantBits());
    bytes.putLong(parcel.key().getLeastSignificantBits());
    bytes.putInt(parcel.entries()).putInt(parcel.body().length).put(parcel.body());
    return bytes.putInt(TAKEN_AT + 1, checksum(bytes.array()));
  }

  private static int checksum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
    return (int) crc.getValue();
  }

  private record Stored(Parcel parcel, boolean taken) {
    int length() {
      return HEADER + parcel.body().length;
    }
  }

  /** The parcel at a place; empty when there is no whole one. */
  private Optional<Stored> read(long at) throws IOException {
    if (size - at < HEADER) {
      return Optional.empty();
    }
    byte[] header = new byte[HEADER];
    file.seek(at);
    file.readFully(header);
    int length = ByteBuffer.wrap(header).getInt(HEADER - Integer.BYTES);
    if (length < 0 || length > LARGEST_BODY || length > size - at - HEADER) {
      return Optional.empty();
    }
    byte[] all = new byte[HEADER + length];
    System.arraycopy(header, 0, all, 0, HEADER);
    file.readFully(all, HEADER, length);
    return parse(all);
  }

  private static Optional<Stored> parse(byte[] all) {
    ByteBuffer bytes = ByteBuffer.wrap(all);
    if (bytes.getInt() != MAGIC) {
      return Optional.empty();
    }
    boolean taken = bytes.get() == 1;
    if (bytes.getInt() != checksum(all)) {
      return Optional.empty();
    }
    char code = (char) bytes.get();
    boolean gzipped = bytes.get() != 0;
    UUID key = new UUID(bytes.getLong(), bytes.getLong());
    int entries = bytes.getInt();
    byte[] body = new byte[bytes.getInt()];
    bytes.get(body);
    for (Parcel.Kind kind : Parcel.Kind.values()) {
      if (kind.code == code) {
        return Optional.of(new Stored(new Parcel(kind, key, entries, gzipped, body), taken));
      }
    }
    return Optional.empty(); // of a newer version
  }

  /** Makes what is written outlive the machine. */
  void force() throws IOException {
    file.getFD().sync();
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
