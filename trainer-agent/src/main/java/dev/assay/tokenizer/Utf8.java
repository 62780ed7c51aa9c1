package dev.assay.tokenizer;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The UTF-8 of text of any length, piece by piece. */
final class Utf8 {

  private static final int CHARS = 1 << 14;
  private static final int BYTES_PER_CHAR = 3;

  /** Takes the first {@code length} bytes of {@code bytes}, which are reused afterwards. */
  interface Sink {
    void accept(byte[] bytes, int length) throws IOException;
  }

  private Utf8() {}

  static void encode(Reader text, Sink sink) throws IOException {
    CharsetEncoder encoder =
        StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
    CharBuffer chars = CharBuffer.allocate(CHARS);
    var bytes = ByteBuffer.wrap(new byte[(CHARS + 1) * BYTES_PER_CHAR]);
    boolean more = true;
    while (more) {
      more = text.read(chars) >= 0;
      chars.flip();
      encoder.encode(chars, bytes, !more);
      chars.compact(); // half of a surrogate pair waits for the other
      if (!more) {
        encoder.flush(bytes);
      }
      sink.accept(bytes.array(), bytes.position());
      bytes.clear();
    }
  }
}
