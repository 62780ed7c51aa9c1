package dev.assay.logs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a line was written. Their order is part of the stored format. */
public enum LogStream {
  STDOUT,
  STDERR,
  /** A logging library, rather than the console. */
  LOG;

  /** As it is on the wire: {@code stdout}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<LogStream> named(String label) {
    return Arrays.stream(values()).filter(s -> s.label().equals(label)).findFirst();
  }
}
