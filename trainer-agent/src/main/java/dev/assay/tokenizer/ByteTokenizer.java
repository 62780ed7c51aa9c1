package dev.assay.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A token is a byte of the text's UTF-8; id 256 ends a text. */
public final class ByteTokenizer implements Tokenizer {

  private static final int END_OF_TEXT = 256;

  @Override
  public int vocabulary() {
    return 257;
  }

  @Override
  public int endOfText() {
    return END_OF_TEXT;
  }

  @Override
  public int[] encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One id a byte. */
  public int[] encode(byte[] bytes) {
    var ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return ids;
  }

  @Override
  public String decode(int[] ids) {
    return new String(bytes(ids), StandardCharsets.UTF_8);
  }

  /** The bytes of the ids, without ends of text. */
  public byte[] bytes(int[] ids) {
    var bytes = new ByteArrayOutputStream(ids.length);
    for (int id : ids) {
      if (id < 0 || id > END_OF_TEXT) {
        throw new IllegalArgumentException("token id " + id + " is unknown; ids are 0 to 256");
      }
      if (id != END_OF_TEXT) {
        bytes.write(id);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public String name() {
    return "bytes";
  }
}
