package dev.assay.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a {@linkplain SafeTensors safetensors file} of F32, a tensor at a time. */
public final class SafeTensorsWriter {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  private record Tensor(long[] shape, Supplier<float[]> values) {
    long size() {
      return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
  }

  /**
   * @param metadata free text by key
   */
  public SafeTensorsWriter(Map<String, String> metadata) {
    this.metadata = Map.copyOf(metadata);
  }

  /**
   * Adds a tensor.
   *
   * @param values asked once, when it is written: its numbers, row by row
   */
  public void add(String name, long[] shape, Supplier<float[]> values) {
    tensors.put(name, new Tensor(shape.clone(), values));
  }

  /**
   * Writes the file and forces it to the disk; one that is there is overwritten.
   *
   * @throws IOException when it could not be written whole, as on a full disk
   */
  public void write(Path file) throws IOException {
    byte[] header = header();
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putLong(header.length);
      drain(channel, buffer);
      writeAll(channel, ByteBuffer.wrap(header));
      for (var entry : tensors.entrySet()) {
        write(channel, buffer, entry.getKey(), entry.getValue());
      }
      channel.force(true);
    }
  }

  private static void write(FileChannel channel, ByteBuffer buffer, String name, Tensor tensor)
      throws IOException {
    float[] values = tensor.values.get();
    if (values.length != tensor.size()) {
      throw new IllegalArgumentException(
          "tensor %s has %d values; shape %s takes %d"
              .formatted(name, values.length, Arrays.toString(tensor.shape), tensor.size()));
    }
    int some = BUFFER_BYTES / Float.BYTES;
    for (int from = 0; from < values.length; from += some) {
      int count = Math.min(some, values.length - from);
      buffer.asFloatBuffer().put(values, from, count);
      buffer.position(count * Float.BYTES);
      drain(channel, buffer);
    }
  }

  private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
    writeAll(channel, buffer.flip());
    buffer.clear();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private byte[] header() {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", JSON.valueToTree(metadata));
    }
    long offset = 0;
    for (var entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + tensor.size() * Float.BYTES;
      ObjectNode place = header.putObject(entry.getKey());
      place.put("dtype", "F32");
      place.set("shape", JSON.valueToTree(tensor.shape));
      place.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    String text = JSON.writeValueAsString(header);
    int padding = -text.getBytes(StandardCharsets.UTF_8).length & 7; // numbers begin aligned
    return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }
}
