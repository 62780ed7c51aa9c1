package dev.assay.imports;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes event files of any size, after the description of the format and not after its reader. */
public final class EventWriter {

  private EventWriter() {}

  /** {@code FILE POINTS}: a file with so many points of one metric, to try what memory it takes. */
  public static void main(String[] args) throws IOException {
    scalars(Path.of(args[0]), "train/loss", Long.parseLong(args[1]));
  }

  /** Points of value step / 2. */
  static void scalars(Path file, String tag, long points) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (long step = 0; step < points; step++) {
        record(out, scalar(tag, step, step * 0.5f));
      }
    }
  }

  private static byte[] scalar(String tag, long step, float number) throws IOException {
    var value = new ByteArrayOutputStream();
    CodedOutputStream inner = CodedOutputStream.newInstance(value, 64);
    inner.writeString(1, tag);
    inner.writeFloat(2, number);
    inner.flush();
    var summary = new ByteArrayOutputStream();
    CodedOutputStream middle = CodedOutputStream.newInstance(summary, 64);
    middle.writeByteArray(1, value.toByteArray());
    middle.flush();
    var event = new ByteArrayOutputStream();
    CodedOutputStream outer = CodedOutputStream.newInstance(event, 64);
    outer.writeDouble(1, 1767225600 + step);
    outer.writeInt64(2, step);
    outer.writeByteArray(5, summary.toByteArray());
    outer.flush();
    return event.toByteArray();
  }

  static void record(OutputStream out, byte[] data) throws IOException {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
