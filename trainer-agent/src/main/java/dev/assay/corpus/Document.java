package dev.assay.corpus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A text to learn from.
 *
 * @param text not blank
 * @param time when it was written; null when that is not told
 */
public record Document(String text, @Nullable Instant time) {

  /** More characters than these are cut into several documents, so that memory has a bound. */
  static final int MOST_CHARACTERS = 1 << 20;

  /**
   * Where to cut a longer text: after its last line or word that fits, never inside a character.
   */
  static int cut(CharSequence text) {
    for (int i = MOST_CHARACTERS; i > MOST_CHARACTERS / 2; i--) {
      if (text.charAt(i - 1) == '\n') {
        return i;
      }
    }
    for (int i = MOST_CHARACTERS; i > MOST_CHARACTERS / 2; i--) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1))
        ? MOST_CHARACTERS - 1
        : MOST_CHARACTERS;
  }
}
