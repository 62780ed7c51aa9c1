package dev.assay.corpus;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a text file; blank lines separate them. White space around a document is left
 * out, and lines end with {@code \n} whatever they ended with.
 */
final class TextReading implements Documents.Reading {

  private final Utf8Reader in;
  private final char[] characters = new char[1 << 13];
  private int position;
  private int limit;
  private boolean afterReturn;
  private boolean blankLine = true;
  private final StringBuilder document = new StringBuilder();

  TextReading(Path file) throws IOException {
    in = new Utf8Reader(file);
  }

  @Override
  public @Nullable Document next() throws IOException {
    while (true) {
      if (position == limit) {
        limit = in.read(characters, 0, characters.length);
        position = 0;
        if (limit < 0) {
          limit = 0;
          return document.isEmpty() ? null : take(document.length());
        }
      }
      char c = characters[position++];
      boolean ends = add(c);
      if (ends) {
        return take(document.length());
      }
      if (document.length() > Document.MOST_CHARACTERS) {
        return take(Document.cut(document));
      }
    }
  }

  /** Whether the character ends the document. */
  private boolean add(char given) {
    if (given == '\n' && afterReturn) {
      afterReturn = false;
      return false;
    }
    afterReturn = given == '\r';
    char c = afterReturn ? '\n' : given;
    boolean white = Character.isWhitespace(c);
    if (document.isEmpty() && white) {
      return false;
    }
    if (c == '\n' && blankLine) {
      return true;
    }
    document.append(c);
    blankLine = c == '\n' || (blankLine && white);
    return false;
  }

  private Document take(int length) {
    String text = document.substring(0, length).strip();
    int rest = length;
    while (rest < document.length() && Character.isWhitespace(document.charAt(rest))) {
      rest++;
    }
    document.delete(0, rest);
    blankLine = blankLine || document.isEmpty();
    return new Document(text, null);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
