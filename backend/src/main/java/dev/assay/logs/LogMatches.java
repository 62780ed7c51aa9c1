package dev.assay.logs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that were looked for, in their order.
 *
 * @param nextLine where to go on: an answer is bounded in matches and in work. Null when the end of
 *     the log was reached.
 * @param total how many lines the log has
 */
public record LogMatches(List<Match> matches, @Nullable Long nextLine, long total) {
  /**
   * @param number of the line in the log
   */
  public record Match(long number, LogLine line) {}

  public LogMatches {
    matches = List.copyOf(matches);
  }
}
