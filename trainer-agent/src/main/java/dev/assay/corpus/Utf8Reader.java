package dev.assay.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a file in UTF-8. Unlike the JDK's readers it says at which byte a file is no
 * text, and takes binary files for none. A byte order mark is left out.
 */
final class Utf8Reader extends Reader {

  private static final int BYTES = 1 << 16;
  private static final double MOST_CONTROL_CHARACTERS = 0.1;
  private static final String HINT = "; convert files in UTF-16, Latin-1 or others to UTF-8";

  private final Path file;
  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
  private long offset; // of the file's byte that is first in the buffer
  private boolean ended;

  private final char[] line = new char[1 << 13]; // what readLine has read ahead
  private int linePosition;
  private int lineLimit;
  private long lineNumber;

  Utf8Reader(Path file) throws IOException {
    this.file = file;
    this.in = Files.newInputStream(file);
    try {
      fill();
      skipByteOrderMark();
      requireText();
    } catch (IOException | RuntimeException e) {
      in.close(); // nobody gets this reader to close it
      throw e;
    }
  }

  private void skipByteOrderMark() {
    if (bytes.remaining() >= 3
        && bytes.get(0) == (byte) 0xEF
        && bytes.get(1) == (byte) 0xBB
        && bytes.get(2) == (byte) 0xBF) {
      bytes.position(3);
    }
  }

  private void requireText() {
    int control = 0;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte b = bytes.get(i);
      boolean space = b >= '\t' && b <= '\r'; // tab, line feed, page break, carriage return
      control += (b >= 0 && b < ' ' && !space) || b == 0x7F ? 1 : 0;
    }
    if (control > MOST_CONTROL_CHARACTERS * bytes.remaining()) {
      throw new IllegalArgumentException(
          "corpus file %s is binary: %d of its first %d bytes are control characters%s"
              .formatted(file, control, bytes.remaining(), HINT));
    }
  }

  /** Moves what is left to the front and reads behind it. */
  private void fill() throws IOException {
    offset += bytes.position();
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (read < 0) {
      ended = true;
    } else {
      bytes.position(bytes.position() + read);
    }
    bytes.flip();
  }

  @Override
  public int read(char[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer characters = CharBuffer.wrap(into, from, length);
    while (true) {
      CoderResult result = decoder.decode(bytes, characters, ended);
      if (result.isError()) {
        throw new IllegalArgumentException(
            "corpus file %s is not UTF-8 text at byte %d (0x%02X)%s"
                .formatted(file, offset + bytes.position(), bytes.get(bytes.position()), HINT));
      }
      int read = characters.position() - from;
      if (read > 0) {
        requireNoNul(into, from, read);
        return read;
      }
      if (result.isOverflow()) {
        throw new IOException("room for 1 char is too little for a character beyond U+FFFF");
      }
      if (ended) {
        return -1;
      }
      fill();
    }
  }

  private void requireNoNul(char[] characters, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (characters[i] == 0) {
        throw new IllegalArgumentException(
            "corpus file %s is binary: a NUL character before byte %d%s"
                .formatted(file, offset + bytes.position(), HINT));
      }
    }
  }

  /**
   * The next line without its end ({@code \n}, {@code \r\n} or {@code \r}), or null. Not to be
   * mixed with {@link #read}.
   *
   * @throws IllegalArgumentException when it is longer than {@code most} characters
   */
  @Nullable String readLine(int most) throws IOException {
    var text = new StringBuilder();
    int c = readCharacter();
    if (c < 0) {
      return null;
    }
    lineNumber++;
    while (c >= 0 && c != '\n' && c != '\r') {
      if (text.length() == most) {
        throw new IllegalArgumentException(
            "line %d of corpus file %s has more than %d characters; cut it into several lines"
                .formatted(lineNumber, file, most));
      }
      text.append((char) c);
      c = readCharacter();
    }
    if (c == '\r' && readCharacter() != '\n') {
      linePosition = Math.max(linePosition - 1, 0);
    }
    return text.toString();
  }

  /** Of the line read last, from 1. */
  long lineNumber() {
    return lineNumber;
  }

  private int readCharacter() throws IOException {
    if (linePosition >= lineLimit) {
      lineLimit = Math.max(read(line, 0, line.length), 0);
      linePosition = 0;
      if (lineLimit == 0) {
        return -1;
      }
    }
    return line[linePosition++];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
