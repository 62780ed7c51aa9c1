package dev.assay.imports;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Shows how far an import is: on a terminal one line that is rewritten, else a line every few
 * seconds. Safe for use by several threads.
 */
public final class Progress {

  private static final Duration BETWEEN_REWRITES = Duration.ofMillis(200);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int BAR = 20;
  private static final String CLEAR_LINE = "\r\u001B[K";
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;
  private final Instant start;
  private Instant shown;
  private long runs;
  private long runsDone;
  private long bytes;
  private long bytesRead;
  private long points;

  /**
   * @param terminal whether a line can be rewritten
   */
  public Progress(PrintStream out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.start = clock.instant();
    this.shown = start;
  }

  /**
   * @param totalBytes of the files that are read; 0 when that is not known
   */
  synchronized void expect(long totalRuns, long totalBytes) {
    runs = totalRuns;
    bytes = totalBytes;
  }

  synchronized void runDone() {
    runsDone++;
    show();
  }

  synchronized void points(long more) {
    points += more;
    show();
  }

  synchronized void read(long more) {
    bytesRead += more;
    show();
  }

  /** What a part of the files has in it. */
  Share share(long itsBytes) {
    return new Share(itsBytes);
  }

  /** A part of the files. */
  final class Share {
    private long left;

    private Share(long bytes) {
      this.left = bytes;
    }

    void read(long more) {
      left -= more;
      Progress.this.read(more);
    }

    /** The rest need not be read. */
    void end() {
      if (left > 0) {
        read(left);
      }
    }
  }

  /** The bar's line is over. */
  synchronized void end() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  private void show() {
    Instant now = clock.instant();
    Duration since = Duration.between(shown, now);
    if (since.compareTo(terminal ? BETWEEN_REWRITES : BETWEEN_LINES) < 0) {
      return;
    }
    shown = now;
    String line = line(Duration.between(start, now));
    if (terminal) {
      out.print(CLEAR_LINE + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  private String line(Duration elapsed) {
    double done = done();
    int filled = (int) (BAR * done);
    double seconds = Math.max(1e-3, elapsed.toMillis() / 1e3);
    return "[%s%s] %,d/%s runs  %s points  %s  %s points/s  %s left"
        .formatted(
            "#".repeat(filled),
            "-".repeat(BAR - filled),
            runsDone,
            runs == 0 ? "?" : "%,d".formatted(runs),
            count(points),
            size(bytesRead),
            count(Math.round(points / seconds)),
            timeLeft(elapsed, done));
  }

  /** Bytes tell it better than runs, where they are known. */
  private double done() {
    double part = bytes > 0 ? (double) bytesRead / bytes : runs > 0 ? (double) runsDone / runs : 0;
    return Math.min(1, part);
  }

  private static String timeLeft(Duration elapsed, double done) {
    if (!(done > 0)) {
      return "? s";
    }
    long seconds = Math.round(elapsed.toMillis() / 1e3 * (1 - done) / done);
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }

  private static String count(long n) {
    if (n < 10_000) {
      return String.valueOf(n);
    }
    return n < 10_000_000 ? n / 1000 + "k" : n / 1_000_000 + "M";
  }

  static String size(long bytes) {
    double n = bytes;
    int unit = 0;
    while (n >= 1000 && unit < UNITS.length - 1) {
      n /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, n < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", n, UNITS[unit]);
  }
}
