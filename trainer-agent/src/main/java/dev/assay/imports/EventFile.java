package dev.assay.imports;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of records as TensorFlow writes it, one after the other:
 *
 * <pre>
 * length: uint64 | masked CRC-32C of those 8 bytes: uint32 | data | masked CRC-32C of data: uint32
 * </pre>
 *
 * All numbers are little-endian; a checksum is masked by turning it right by 15 bits and adding
 * 0xa282ead8.
 */
final class EventFile implements Closeable {

  /** Scalars are far smaller; graphs and images are not needed, and passed over. */
  static final int LARGEST_RECORD = 16 << 20;

  private static final int BUFFER = 1 << 16;
  private static final int HEADER = Long.BYTES + Integer.BYTES;
  private static final int MASK = 0xa282ead8;

  private final InputStream in;
  private final byte[] chunk = new byte[BUFFER];
  private long offset;
  private long passedOver;

  /** A record is damaged; nothing after it can be found. */
  static final class Damaged extends IOException {
    Damaged(String message) {
      super(message);
    }
  }

  /** The file ends within a record: it is still being written, or its writer was killed. */
  static final class CutOff extends IOException {
    CutOff(String message) {
      super(message);
    }
  }

  /**
   * @param read is told of bytes that were read
   */
  EventFile(Path file, LongConsumer read) throws IOException {
    this.in = new BufferedInputStream(new CountedStream(Files.newInputStream(file), read), BUFFER);
  }

  /** How many records were too large to be looked at. */
  long passedOver() {
    return passedOver;
  }

  /**
   * The data of the next record; null at the end.
   *
   * @throws Damaged when a checksum is wrong
   * @throws CutOff when the file ends in it
   */
  byte @Nullable [] next() throws IOException {
    while (true) {
      byte[] header = new byte[HEADER];
      int got = in.readNBytes(header, 0, HEADER);
      if (got == 0) {
        return null;
      }
      if (got < HEADER) {
        throw cutOff();
      }
      ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      long length = numbers.getLong();
      CRC32C ofLength = new CRC32C();
      ofLength.update(header, 0, Long.BYTES);
      check(ofLength, numbers.getInt(), "length");
      byte @Nullable [] data = length <= LARGEST_RECORD ? data((int) length) : pass(length);
      offset += HEADER + length + Integer.BYTES;
      if (data != null) {
        return data;
      }
      passedOver++;
    }
  }

  private byte[] data(int length) throws IOException {
    byte[] data = in.readNBytes(length);
    if (data.length < length) {
      throw cutOff();
    }
    CRC32C crc = new CRC32C();
    crc.update(data);
    check(crc, readChecksum(), "data");
    return data;
  }

  private byte @Nullable [] pass(long length) throws IOException {
    CRC32C crc = new CRC32C();
    for (long left = length; left > 0; ) {
      int n = in.read(chunk, 0, (int) Math.min(left, chunk.length));
      if (n < 0) {
        throw cutOff();
      }
      crc.update(chunk, 0, n);
      left -= n;
    }
    check(crc, readChecksum(), "data");
    return null;
  }

  private int readChecksum() throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw cutOff();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private void check(CRC32C crc, int masked, String of) throws Damaged {
    int value = (int) crc.getValue();
    if (((value >>> 15) | (value << 17)) + MASK != masked) {
      throw new Damaged(
          "the checksum of the %s of the record at byte %d is wrong".formatted(of, offset));
    }
  }

  private CutOff cutOff() {
    return new CutOff("the record at byte %d is not whole".formatted(offset));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
