package dev.assay.logs;

import java.util.List;

/**
 * Lines that follow one another.
 *
 * @param firstLine the number of the first
 * @param total how many lines the log has
 */
public record LogPage(long firstLine, List<LogLine> lines, long total) {
  public LogPage {
    lines = List.copyOf(lines);
  }

  /** The line after these. */
  public long nextLine() {
    return firstLine + lines.size();
  }
}
