package dev.assay.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module as the file format that libtorch loads: a zip without compression that holds
 * the code as text and the module's attributes as a pickle.
 */
final class TorchScriptArchive {

  private static final String CLASS = "Kernels";

  private TorchScriptArchive() {}

  /**
   * @param code functions with {@code self} first, indented by two spaces
   * @param attributes what the functions see as {@code self.NAME}: Integer or Double
   */
  static byte[] of(String code, Map<String, Number> attributes) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", state(attributes));
      store(zip, "code/__torch__.py", utf8(classText(code, attributes)));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // protocol 2, ()
      store(zip, "version", utf8("10\n"));
      store(zip, "byteorder", utf8("little"));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from memory to memory
    }
    return bytes.toByteArray();
  }

  private static String classText(String code, Map<String, Number> attributes) {
    var text = new StringBuilder("class " + CLASS + "(Module):\n");
    text.append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
    attributes.forEach(
        (name, value) ->
            text.append("  %s : %s\n".formatted(name, value instanceof Integer ? "int" : "float")));
    // every module needs a forward; ours is never called
    text.append("  def forward(self, x: Tensor) -> Tensor:\n    return x\n");
    code.lines().forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  /** Pickle, protocol 2: an object of our class whose state is a dictionary of the attributes. */
  private static byte[] state(Map<String, Number> attributes) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x80, 2}); // PROTO 2
    out.writeBytes("c__torch__\n" + CLASS + "\n"); // GLOBAL
    out.write(new byte[] {'q', 0, ')', (byte) 0x81, '}', '('}); // memo, (), NEWOBJ, {, MARK
    key(out, "training");
    out.write(0x88); // True
    for (var attribute : attributes.entrySet()) {
      key(out, attribute.getKey());
      if (attribute.getValue() instanceof Integer i) {
        out.write('J'); // BININT, little-endian
        out.writeInt(Integer.reverseBytes(i));
      } else {
        out.write('G'); // BINFLOAT, big-endian
        out.writeDouble(attribute.getValue().doubleValue());
      }
    }
    out.write(new byte[] {'u', 'b', '.'}); // SETITEMS, BUILD, STOP
    return bytes.toByteArray();
  }

  private static void key(DataOutputStream out, String name) throws IOException {
    byte[] text = utf8(name);
    out.write('X'); // BINUNICODE
    out.writeInt(Integer.reverseBytes(text.length));
    out.write(text);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var crc = new CRC32();
    crc.update(content);
    var entry = new ZipEntry("kernels/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
