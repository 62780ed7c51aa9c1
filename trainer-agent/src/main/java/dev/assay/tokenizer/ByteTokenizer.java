package dev.assay.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** A token is a byte of the text's UTF-8; id 256 ends a text. */
public final class ByteTokenizer implements Tokenizer {

  static final String NAME = "bytes";

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
  public void encode(Reader text, IntConsumer sink) throws IOException {
    Utf8.encode(
        text,
        (bytes, length) -> {
          for (int i = 0; i < length; i++) {
            sink.accept(Byte.toUnsignedInt(bytes[i]));
          }
        });
  }

  @Override
  public byte[] bytes(int... ids) {
    var bytes = new ByteArrayOutputStream(ids.length);
    for (int id : ids) {
      if (byteLength(id) > 0) {
        bytes.write(id);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public int byteLength(int id) {
    UnknownId.check(id, vocabulary());
    return id == END_OF_TEXT ? 0 : 1;
  }

  @Override
  public String name() {
    return NAME;
  }
}
