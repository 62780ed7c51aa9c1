package dev.assay.query;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as they are written in a filter. */
final class Numbers {
  // Java's own parser also takes 1f, 0x1p3 and NaN
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][-+]?\\d{1,4})?");

  private Numbers() {}

  /** Null when it is none; a very great one is infinite. */
  static @Nullable Double parse(String text) {
    return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
  }
}
