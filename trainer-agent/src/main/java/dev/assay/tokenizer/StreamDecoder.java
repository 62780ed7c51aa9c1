package dev.assay.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes ids as they come: the bytes of a character that is not whole yet are held back. All that
 * {@link #next} and {@link #end} returned is what {@link Tokenizer#decode} gives for all the ids.
 * For one thread.
 */
public final class StreamDecoder {

  /** A character has four bytes at most, so three may wait. */
  private static final int HELD_BACK = 3;

  private final Tokenizer tokenizer;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer held = ByteBuffer.allocate(0);

  public StreamDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The text that this id completes; empty when its last character is not whole yet. */
  public String next(int id) {
    return decode(tokenizer.bytes(id), false);
  }

  /** The text of what was held back: bytes that no character came of. The decoder starts anew. */
  public String end() {
    String text = decode(new byte[0], true);
    decoder.reset();
    return text;
  }

  private String decode(byte[] bytes, boolean end) {
    ByteBuffer in =
        ByteBuffer.allocate(held.remaining() + bytes.length).put(held).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + HELD_BACK);
    decoder.decode(in, out, end);
    if (end) {
      decoder.flush(out);
    }
    held = in;
    return out.flip().toString();
  }
}
