package dev.assay.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The safetensors format for F32: eight bytes with the header's length, a JSON header with each
 * tensor's type, shape and place, then the values; all little-endian.
 */
final class SafeTensors {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_HEADER_BYTES = 100_000_000; // the format's own limit

  private SafeTensors() {}

  /** Values row by row. */
  @SuppressWarnings("ArrayRecordComponent") // a tensor is never compared
  record Tensor(long[] shape, float[] values) {

    Tensor {
      long size = 1;
      for (long dimension : shape) {
        size *= dimension;
      }
      if (size != values.length) {
        throw new IllegalArgumentException(
            "a tensor of %d numbers has %d values".formatted(size, values.length));
      }
    }
  }

  static void write(Path file, SequencedMap<String, Tensor> tensors) throws IOException {
    byte[] header = header(tensors);
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(channel, littleEndian(Long.BYTES).putLong(header.length).flip());
      writeAll(channel, ByteBuffer.wrap(header));
      for (Tensor tensor : tensors.values()) {
        ByteBuffer bytes = littleEndian(tensor.values.length * Float.BYTES);
        bytes.asFloatBuffer().put(tensor.values);
        writeAll(channel, bytes);
      }
      channel.force(true);
    }
  }

  private static byte[] header(SequencedMap<String, Tensor> tensors) {
    ObjectNode header = JSON.createObjectNode();
    long offset = 0;
    for (var entry : tensors.entrySet()) {
      ObjectNode place = header.putObject(entry.getKey());
      place.put("dtype", "F32");
      place.set("shape", JSON.valueToTree(entry.getValue().shape));
      long end = offset + (long) entry.getValue().values.length * Float.BYTES;
      place.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    String text = JSON.writeValueAsString(header);
    int padding = -text.getBytes(StandardCharsets.UTF_8).length & 7; // values begin aligned
    return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  static Map<String, Tensor> read(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long headerBytes = readAll(channel, 0, Long.BYTES, file).getLong();
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
        throw new IOException(
            "%s is no safetensors file: its header would have %d bytes"
                .formatted(file, headerBytes));
      }
      byte[] header = readAll(channel, Long.BYTES, (int) headerBytes, file).array();
      long data = Long.BYTES + headerBytes;
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (var entry : JSON.readTree(header).properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          tensors.put(entry.getKey(), tensor(channel, data, entry.getValue(), file));
        }
      }
      return tensors;
    }
  }

  private static Tensor tensor(FileChannel channel, long data, JsonNode place, Path file)
      throws IOException {
    String type = place.path("dtype").asString();
    if (!type.equals("F32")) {
      throw new IOException("%s has a tensor of type %s; only F32 is read".formatted(file, type));
    }
    long begin = place.path("data_offsets").path(0).asLong();
    long end = place.path("data_offsets").path(1).asLong();
    var values = new float[Math.toIntExact((end - begin) / Float.BYTES)];
    readAll(channel, data + begin, Math.toIntExact(end - begin), file).asFloatBuffer().get(values);
    return new Tensor(JSON.treeToValue(place.path("shape"), long[].class), values);
  }

  private static ByteBuffer readAll(FileChannel channel, long position, int length, Path file)
      throws IOException {
    ByteBuffer bytes = littleEndian(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("%s is cut short: it has %d bytes".formatted(file, channel.size()));
      }
    }
    return bytes.flip();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
