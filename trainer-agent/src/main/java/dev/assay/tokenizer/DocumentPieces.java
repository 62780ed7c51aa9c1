package dev.assay.tokenizer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deals documents out to many threads in pieces of about a million characters. A long document is
 * cut in front of white space that follows something else: a pre-token always ends there.
 */
final class DocumentPieces {

  private static final int CHARS = 1 << 20;

  private final Iterator<String> documents;
  private @Nullable String document;
  private int at;

  DocumentPieces(Iterator<String> documents) {
    this.documents = documents;
  }

  /** Whole pre-tokens, about a million characters in all; empty at the end. */
  synchronized List<String> next() {
    List<String> pieces = new ArrayList<>();
    int chars = 0;
    while (chars < CHARS) {
      String text = document;
      if (text == null) {
        if (!documents.hasNext()) {
          break;
        }
        text = documents.next();
      }
      int end = cut(text, at, CHARS - chars);
      pieces.add(text.substring(at, end));
      chars += end - at;
      document = end < text.length() ? text : null;
      at = end < text.length() ? end : 0;
    }
    return pieces;
  }

  private static int cut(String text, int from, int chars) {
    if (text.length() - from <= chars) {
      return text.length();
    }
    int end = from + chars;
    while (end < text.length()
        && !(GptPattern.isSpace(text.charAt(end)) && !GptPattern.isSpace(text.charAt(end - 1)))) {
      end++;
    }
    return end;
  }
}
