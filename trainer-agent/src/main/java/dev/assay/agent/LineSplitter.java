package dev.assay.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/** Makes lines of what a program prints. Safe for use by several threads. */
final class LineSplitter {

  /** More than a line may have: the rest of a longer one is passed over. */
  private static final int MAX_LINE_BYTES = 1 << 16;

  private final Charset charset;
  private final Consumer<String> lines;

  // guarded by "this"
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean carriageReturned;
  private boolean ended;

  LineSplitter(Charset charset, Consumer<String> lines) {
    this.charset = charset;
    this.lines = lines;
  }

  synchronized void add(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      add(bytes[i]);
    }
  }

  synchronized void add(int b) {
    if (b == '\n') {
      handOn();
    } else {
      if (carriageReturned) { // a progress bar writes over itself: what it shows last counts
        line.reset();
      }
      carriageReturned = b == '\r';
      if (!carriageReturned && line.size() < MAX_LINE_BYTES) {
        line.write(b);
      }
    }
  }

  private void handOn() {
    carriageReturned = false;
    if (!ended) {
      lines.accept(line.toString(charset));
    }
    line.reset();
  }

  /** Hands on a last line without an end; what comes after it is passed over. */
  synchronized void end() {
    if (line.size() > 0) {
      handOn();
    }
    ended = true;
  }
}
