package dev.assay.tracking;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a run's log that wait to be packed. Whoever prints never waits: what finds no room is
 * counted, and a line says how many were left out.
 */
final class LineBuffer {

  static final int MAX_TEXT = 16_384;
  static final String CUT = "… [cut]";

  private static final int MAX_LINES = 50_000;
  private static final int MAX_CHARS = 4_000_000;
  private static final int BATCH_LINES = 10_000;

  /** JSON writes a character in six bytes at most: such a batch is below 8 MB. */
  private static final int BATCH_CHARS = 1_000_000;

  private final InstantSource clock;

  // guarded by "this"
  private List<Wire.LogLine> lines = new ArrayList<>();
  private int chars;
  private int leftOut;

  LineBuffer(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(LogStream stream, String text) {
    if (lines.size() >= MAX_LINES || chars + MAX_TEXT > MAX_CHARS) {
      leftOut++;
      return;
    }
    String line = cut(storable(text));
    lines.add(new Wire.LogLine(clock.millis(), stream, line));
    chars += line.length();
  }

  synchronized int size() {
    return lines.size();
  }

  /** Takes all lines, as batches that a server takes. */
  List<Wire.LogLines> take() {
    List<Wire.LogLines> batches = new ArrayList<>();
    List<Wire.LogLine> batch = new ArrayList<>();
    int batchChars = 0;
    for (Wire.LogLine line : takeAll()) {
      if (batch.size() == BATCH_LINES || batchChars + line.text().length() > BATCH_CHARS) {
        batches.add(new Wire.LogLines(batch));
        batch = new ArrayList<>();
        batchChars = 0;
      }
      batch.add(line);
      batchChars += line.text().length();
    }
    if (!batch.isEmpty()) {
      batches.add(new Wire.LogLines(batch));
    }
    return batches;
  }

  private synchronized List<Wire.LogLine> takeAll() {
    List<Wire.LogLine> taken = lines;
    if (leftOut > 0) {
      String text = "[%d lines left out: there was no room for them]".formatted(leftOut);
      taken.add(new Wire.LogLine(clock.millis(), LogStream.LOG, text));
    }
    lines = new ArrayList<>();
    chars = 0;
    leftOut = 0;
    return taken;
  }

  private static String cut(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = MAX_TEXT - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }

  /** Neither JSON nor a database takes half a character, and a database no NUL. */
  private static String storable(String text) {
    if (text.codePoints().noneMatch(LineBuffer::isUnstorable)) {
      return text;
    }
    return text.codePoints()
        .map(c -> isUnstorable(c) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isUnstorable(int c) {
    return c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
