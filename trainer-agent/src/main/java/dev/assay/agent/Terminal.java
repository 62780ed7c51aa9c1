package dev.assay.agent;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A terminal with a status in its last line. While it is open, what is printed elsewhere in this
 * process goes above the status, a line at a time. Safe for use by several threads.
 */
final class Terminal implements AutoCloseable {

  private static final String CLEAR_LINE = "\r\u001B[K";
  private static final int USUAL_COLUMNS = 80;

  private final PrintStream out;
  private final PrintStream err;
  private final PrintStream capturedOut;
  private final PrintStream capturedErr;

  // guarded by "this"
  private String status = "";

  Terminal() {
    out = System.out;
    err = System.err;
    capturedOut = new PrintStream(new Lines(out), true, out.charset());
    capturedErr = new PrintStream(new Lines(err), true, err.charset());
    System.setOut(capturedOut);
    System.setErr(capturedErr);
  }

  /** Whether somebody looks on, rather than a file or another program. */
  static boolean isThere() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /**
   * How many letters a line has.
   *
   * @param told the environment variable COLUMNS
   */
  static int columns(@Nullable String told) {
    if (told == null || !told.matches("[1-9]\\d{0,3}")) {
      return USUAL_COLUMNS;
    }
    return Integer.parseInt(told);
  }

  /** Replaces the status. */
  synchronized void show(String line) {
    status = line;
    out.print(CLEAR_LINE + status);
    out.flush();
  }

  /** Prints a line above the status. */
  synchronized void println(String line) {
    out.print(CLEAR_LINE + line + System.lineSeparator() + status);
    out.flush();
  }

  private synchronized void printAbove(PrintStream stream, byte[] line) {
    out.print(CLEAR_LINE);
    out.flush();
    stream.write(line, 0, line.length);
    stream.flush();
    out.print(status);
    out.flush();
  }

  /** Leaves the last status where it is; what is printed goes straight on again. */
  @Override
  public synchronized void close() {
    capturedOut.flush();
    capturedErr.flush();
    if (System.out == capturedOut) {
      System.setOut(out);
    }
    if (System.err == capturedErr) {
      System.setErr(err);
    }
    if (!status.isEmpty()) {
      out.println();
      status = "";
    }
  }

  /** Keeps what is printed until the line has its end. */
  private final class Lines extends OutputStream {

    private final PrintStream stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(PrintStream stream) {
      this.stream = stream;
    }

    @Override
    public synchronized void write(int b) {
      line.write(b);
      if (b == '\n') {
        printAbove(stream, line.toByteArray());
        line.reset();
      }
    }
  }
}
