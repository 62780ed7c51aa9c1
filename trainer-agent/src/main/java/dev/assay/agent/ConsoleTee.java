package dev.assay.agent;

import dev.assay.tracking.LogStream;
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

    final PrintStream original;
    final PrintStream stream;
    private final LineSplitter splitter;

    Branch(PrintStream original, LogStream name, BiConsumer<LogStream, String> lines) {
      this.original = original;
      this.stream = new PrintStream(this, true, original.charset());
      this.splitter = new LineSplitter(original.charset(), line -> lines.accept(name, line));
    }

    @Override
    public synchronized void write(int b) {
      original.write(b);
      splitter.add(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      original.write(bytes, from, length);
      splitter.add(bytes, from, length);
    }

    @Override
    public void flush() {
      original.flush();
    }

    void end() {
      splitter.end();
    }
  }
}
