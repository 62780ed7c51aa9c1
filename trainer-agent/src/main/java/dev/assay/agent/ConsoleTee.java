package dev.assay.agent;

import dev.assay.tracking.LogStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.BiConsumer;

/**
 * Hands on, line by line, what this process prints while it is open; all of it still goes where it
 * went. What is logged through SLF4J is among it, for it is printed on the standard error; what
 * native libraries print by themselves is not.
 */
final class ConsoleTee implements AutoCloseable {

  private final Branch out;
  private final Branch err;

  /**
   * @param lines is called by the thread that prints; must neither wait nor print
   */
  ConsoleTee(BiConsumer<LogStream, String> lines) {
    out = new Branch(System.out, LogStream.STDOUT, lines);
    err = new Branch(System.err, LogStream.STDERR, lines);
    System.setOut(out.stream);
    System.setErr(err.stream);
  }

  /** Hands on a last line without an end, too. */
  @Override
  public void close() {
    if (System.out == out.stream) {
      System.setOut(out.original);
    }
    if (System.err == err.stream) {
      System.setErr(err.original);
    }
    out.end();
    err.end();
  }

  /** One of the two streams. */
  private static final class Branch extends OutputStream {

    /** More than a line may have: the rest of a longer one is passed over. */
    private static final int MAX_LINE_BYTES = 1 << 16;

    final PrintStream original;
    final PrintStream stream;
    private final LogStream name;
    private final BiConsumer<LogStream, String> lines;

    // guarded by "this"
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean carriageReturned;
    private boolean ended;

    Branch(PrintStream original, LogStream name, BiConsumer<LogStream, String> lines) {
      this.original = original;
      this.name = name;
      this.lines = lines;
      this.stream = new PrintStream(this, true, original.charset());
    }

    @Override
    public synchronized void write(int b) {
      original.write(b);
      split(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      original.write(bytes, from, length);
      for (int i = from; i < from + length; i++) {
        split(bytes[i]);
      }
    }

    @Override
    public void flush() {
      original.flush();
    }

    private void split(int b) {
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
        lines.accept(name, line.toString(stream.charset()));
      }
      line.reset();
    }

    synchronized void end() {
      if (line.size() > 0) {
        handOn();
      }
      ended = true;
    }
  }
}
