package dev.assay.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {

  private static final int SOME_BYTES = 24;

  @TempDir private Path folder;

  private static void write(Path file, String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).put(data).array());
  }

  private static byte[] some() {
    var bytes = new byte[SOME_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void what_was_written_is_read() throws IOException {
    Path file = folder.resolve("a");
    var writer = new SafeTensorsWriter(Map.of("step", "7"));
    float[] large = new float[700_000]; // several buffers
    for (int i = 0; i < large.length; i++) {
      large[i] = i * 0.5f;
    }
    writer.add("large", new long[] {700, 1000}, () -> large);
    writer.add("one", new long[0], () -> new float[] {-0.0f});
    writer.add("none", new long[] {0, 3}, () -> new float[0]);
    writer.write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.names()).containsExactly("large", "one", "none");
      assertThat(tensors.metadata()).containsExactly(Map.entry("step", "7"));
      assertThat(tensors.shape("large")).containsExactly(700, 1000);
      assertThat(tensors.floats("large")).isEqualTo(large);
      assertThat(tensors.floats("one")).containsExactly(-0.0f);
      assertThat(tensors.floats("none")).isEmpty();
      assertThatThrownBy(() -> tensors.floats("two")).hasMessage(file + " has no tensor two");
    }
  }

  /** The bits of 1.5 in each type, from IEEE 754 and the upper half of F32's. */
  @ParameterizedTest
  @CsvSource({"F64, 3FF8000000000000", "F32, 3FC00000", "F16, 3E00", "BF16, 3FC0"})
  void other_floats_are_widened_or_rounded(String type, String hex) throws IOException {
    var bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) { // little-endian
      int at = hex.length() - 2 * i - 2;
      bytes[i] = (byte) Integer.parseInt(hex.substring(at, at + 2), 16);
    }
    Path file = folder.resolve(type);
    write(
        file,
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(type, bytes.length),
        bytes);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.floats("x")).containsExactly(1.5f);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | its header is no JSON object",
        "{\"__metadata__\":{\"a\":{}},\"x\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}} | its __metadata__ must be an object of texts",
        "{\"__metadata__\":[1],\"x\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}} | its __metadata__ must be an object of texts",
        "{\"x\": | its header is no JSON:",
        "{\"x\":{\"dtype\":\"F33\",\"shape\":[6],\"data_offsets\":[0,24]}} | tensor x is of type \"F33\", which is unknown",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,24]}} | tensor x has 24 bytes; F32 of shape [5] takes 20",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-6],\"data_offsets\":[0,24]}} | tensor x has shape [-6]; must be whole numbers of at least 0",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":6,\"data_offsets\":[0,24]}} | tensor x has shape 6; must be whole numbers",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[24,0]}} | tensor x has data_offsets [24, 0]",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[9999999999,9999999999],\"data_offsets\":[0,24]}} | too large",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[7],\"data_offsets\":[0,28]}} | it is cut short: tensor x ends at byte 28 of 24",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}} | its tensors take 20 bytes, and 24 are there",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[4,24]}} | tensor x begins at byte 4; the one before it ends at 0",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"y\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[8,24]}} | tensor y begins at byte 8; the one before it ends at 16",
      })
  void a_file_that_breaks_a_rule_is_refused(String header, String message) throws IOException {
    Path file = folder.resolve("broken");
    write(file, header, some());
    assertThatThrownBy(() -> SafeTensors.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is no safetensors file: ")
        .hasMessageContaining(message);
  }

  @Test
  void a_tensor_of_whole_numbers_is_not_read_as_floats() throws IOException {
    Path file = folder.resolve("whole");
    write(file, "{\"x\":{\"dtype\":\"I64\",\"shape\":[3],\"data_offsets\":[0,24]}}", some());
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThatThrownBy(() -> tensors.floats("x"))
          .hasMessage(file + " has tensor x of type I64; must be F32, F16, BF16 or F64");
    }
  }

  @Property(tries = 200)
  void cut_anywhere_it_is_refused(@ForAll @IntRange(min = 0, max = 195) int length)
      throws IOException {
    Path directory = Files.createTempDirectory("safetensors");
    Path whole = directory.resolve("whole");
    var writer = new SafeTensorsWriter(Map.of());
    writer.add("a", new long[] {3, 5}, () -> new float[15]);
    writer.add("b", new long[] {4}, () -> new float[4]);
    writer.write(whole);
    byte[] bytes = Files.readAllBytes(whole);
    assertThat(bytes.length).isGreaterThan(length);
    Path cut = directory.resolve("cut");
    Files.write(cut, Arrays.copyOf(bytes, length));
    assertThatThrownBy(() -> SafeTensors.open(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no safetensors file");
    Files.delete(cut);
    Files.delete(whole);
    Files.delete(directory);
  }

  /** Whatever stands there: refused or read, but never another kind of error. */
  @Property(tries = 500)
  void a_changed_header_is_refused_or_read(
      @ForAll @IntRange(min = 0, max = 120) int at, @ForAll @Size(3) byte[] bytes)
      throws IOException {
    Path file = Files.createTempFile("safetensors", "");
    var writer = new SafeTensorsWriter(Map.of());
    writer.add("a", new long[] {3, 5}, () -> new float[15]);
    writer.add("b", new long[] {4}, () -> new float[4]);
    writer.write(file);
    byte[] all = Files.readAllBytes(file);
    System.arraycopy(bytes, 0, all, at, bytes.length);
    Files.write(file, all);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      for (String name : tensors.names()) {
        assertThat(tensors.shape(name)).isNotNull();
      }
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("is no safetensors file");
    }
    Files.delete(file);
  }
}
