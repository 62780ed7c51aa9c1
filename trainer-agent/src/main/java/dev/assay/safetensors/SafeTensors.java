package dev.assay.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safetensors file: 8 bytes with the length of the header, a header in JSON that says type, shape
 * and place of each tensor, and their numbers in little-endian order. The file is mapped, so that
 * only what is asked for is read. A file that breaks a rule of the format is refused when it is
 * opened.
 */
public final class SafeTensors implements AutoCloseable {

  static final int LENGTH_BYTES = Long.BYTES;
  private static final long MAX_HEADER_BYTES = 100_000_000; // that of the reference implementation
  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final Arena arena;
  private final MemorySegment data;
  private final SequencedMap<String, Tensor> tensors;
  private final SequencedMap<String, String> metadata;

  /**
   * Where a tensor is.
   *
   * @param type as the file calls it: F32, BF16
   * @param shape empty for a single number
   * @param begin first byte of it, after the header
   * @param end after its last byte
   */
  private record Tensor(String type, long[] shape, long begin, long end) {}

  private SafeTensors(
      Path file,
      Arena arena,
      MemorySegment data,
      SequencedMap<String, Tensor> tensors,
      SequencedMap<String, String> metadata) {
    this.file = file;
    this.arena = arena;
    this.data = data;
    this.tensors = tensors;
    this.metadata = metadata;
  }

  /**
   * Opens a file.
   *
   * @throws IOException when it cannot be read, or is no safetensors file: the message names file,
   *     tensor and rule
   */
  @SuppressWarnings("MustBeClosedChecker") // who opens a file closes it, and the memory with it
  public static SafeTensors open(Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return read(file, arena, all);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static SafeTensors read(Path file, Arena arena, MemorySegment all) throws IOException {
    long size = all.byteSize();
    if (size < LENGTH_BYTES) {
      throw broken(file, "it has %d bytes; the length of the header alone takes 8", size);
    }
    long length = all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 2 || length > MAX_HEADER_BYTES) {
      throw broken(file, "its header would have %d bytes; must be 2 to 100000000", length);
    }
    if (LENGTH_BYTES + length > size) {
      throw broken(
          file, "it is cut short: %d bytes, of which the header should be %d", size, length);
    }
    byte[] header = all.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    ObjectNode json = header(file, header);
    MemorySegment data = all.asSlice(LENGTH_BYTES + length);
    SequencedMap<String, Tensor> tensors = tensors(file, json);
    requireWhole(file, tensors, data.byteSize());
    return new SafeTensors(file, arena, data, tensors, metadata(file, json));
  }

  private static ObjectNode header(Path file, byte[] bytes) throws IOException {
    try {
      JsonNode json = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw broken(file, "its header is no JSON: %s", e.getOriginalMessage());
    }
    throw broken(file, "its header is no JSON object");
  }

  private static SequencedMap<String, String> metadata(Path file, ObjectNode json)
      throws IOException {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    JsonNode given = json.path(METADATA);
    boolean fine = given.isMissingNode() || given.isObject();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      fine &= entry.getValue().isString();
      metadata.put(entry.getKey(), entry.getValue().toString());
    }
    if (!fine) {
      throw broken(file, "its %s must be an object of texts", METADATA);
    }
    metadata.replaceAll((key, value) -> given.get(key).asString());
    return metadata;
  }

  private static SequencedMap<String, Tensor> tensors(Path file, ObjectNode json)
      throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (var entry : json.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue()));
      }
    }
    return tensors;
  }

  private static Tensor tensor(Path file, String name, JsonNode json) throws IOException {
    String type = json.path("dtype").asString("");
    int bytes = bytes(type);
    if (bytes == 0) {
      throw broken(file, "tensor %s is of type %s, which is unknown", name, json.path("dtype"));
    }
    long[] shape = wholes(file, name, "shape", json.path("shape"));
    long[] place = wholes(file, name, "data_offsets", json.path("data_offsets"));
    if (place.length != 2 || place[0] > place[1]) {
      throw broken(file, "tensor %s has data_offsets %s", name, Arrays.toString(place));
    }
    long expected;
    try {
      expected = bytes;
      for (long dimension : shape) {
        expected = Math.multiplyExact(expected, dimension);
      }
    } catch (ArithmeticException e) {
      throw broken(file, "tensor %s has shape %s, too large", name, Arrays.toString(shape));
    }
    if (expected != place[1] - place[0]) {
      throw broken(
          file,
          "tensor %s has %d bytes; %s of shape %s takes %d",
          name,
          place[1] - place[0],
          type,
          Arrays.toString(shape),
          expected);
    }
    return new Tensor(type, shape, place[0], place[1]);
  }

  private static long[] wholes(Path file, String name, String field, JsonNode json)
      throws IOException {
    boolean fine = json.isArray();
    for (JsonNode number : json) {
      fine &= number.isIntegralNumber() && number.canConvertToLong() && number.asLong() >= 0;
    }
    if (!fine) {
      throw broken(
          file, "tensor %s has %s %s; must be whole numbers of at least 0", name, field, json);
    }
    var values = new long[json.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = json.get(i).asLong();
    }
    return values;
  }

  /** The tensors lie one after the other, without holes, to the file's end. */
  private static void requireWhole(Path file, SequencedMap<String, Tensor> tensors, long bytes)
      throws IOException {
    List<Map.Entry<String, Tensor>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Map.Entry.comparingByValue(
            Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end)));
    long at = 0;
    for (var entry : inOrder) {
      String name = entry.getKey();
      Tensor tensor = entry.getValue();
      if (tensor.begin != at) {
        throw broken(
            file,
            "tensor %s begins at byte %d; the one before it ends at %d",
            name,
            tensor.begin,
            at);
      }
      at = tensor.end;
      if (at > bytes) {
        throw broken(file, "it is cut short: tensor %s ends at byte %d of %d", name, at, bytes);
      }
    }
    if (at != bytes) {
      throw broken(file, "its tensors take %d bytes, and %d are there", at, bytes);
    }
  }

  private static int bytes(String type) {
    return switch (type) {
      case "F64", "I64", "U64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2" -> 1;
      default -> 0;
    };
  }

  private static IOException broken(Path file, String rule, Object... arguments) {
    return new IOException(
        "%s is no safetensors file: %s".formatted(file, rule.formatted(arguments)));
  }

  /** In the order of the header. */
  public SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(tensors.sequencedKeySet());
  }

  /** Free text by key. */
  public SequencedMap<String, String> metadata() {
    return Collections.unmodifiableSequencedMap(metadata);
  }

  /**
   * @throws IOException when there is no such tensor
   */
  public long[] shape(String name) throws IOException {
    return tensor(name).shape.clone();
  }

  /**
   * A tensor's numbers, row by row; F64 rounded, F16 and BF16 widened.
   *
   * @throws IOException when there is no such tensor, or it is of another type
   */
  public float[] floats(String name) throws IOException {
    Tensor tensor = tensor(name);
    MemorySegment bytes = data.asSlice(tensor.begin, tensor.end - tensor.begin);
    long count = bytes.byteSize() / bytes(tensor.type);
    if (count > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%s has tensor %s with %d numbers; at most 2147483639 can be read"
              .formatted(file, name, count));
    }
    if (tensor.type.equals("F32")) {
      return bytes.toArray(FLOAT);
    }
    var values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.type) {
            case "BF16" -> Float.intBitsToFloat(bytes.getAtIndex(SHORT, i) << 16);
            case "F16" -> Float.float16ToFloat(bytes.getAtIndex(SHORT, i));
            case "F64" -> (float) bytes.getAtIndex(DOUBLE, i);
            default ->
                throw new IOException(
                    "%s has tensor %s of type %s; must be F32, F16, BF16 or F64"
                        .formatted(file, name, tensor.type));
          };
    }
    return values;
  }

  private Tensor tensor(String name) throws IOException {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s has no tensor %s".formatted(file, name));
    }
    return tensor;
  }

  @Override
  public void close() {
    arena.close();
  }
}
