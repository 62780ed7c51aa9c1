package dev.assay.logs;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A line of a run's console.
 *
 * @param timeMillis since 1970
 * @param text as it was written, with the escape sequences for terminals; it may hold line breaks
 */
public record LogLine(long timeMillis, LogStream stream, String text) {
  private static final char ESCAPE = '\u001B';

  /** Control sequences such as colours, commands to the operating system, and the short ones. */
  private static final Pattern SEQUENCES =
      Pattern.compile(
          "\u001B(?:\\[[0-?]*+[ -/]*+[@-~]|\\][^\u0007\u001B]*+(?:\u0007|\u001B\\\\)?+|[ -/]*+[0-Z\\\\^-~])");

  /** The text without escape sequences: what one sees. */
  public String plain() {
    return text.indexOf(ESCAPE) < 0 ? text : SEQUENCES.matcher(text).replaceAll("");
  }

  /** In UTF-8, with a line break. */
  int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
