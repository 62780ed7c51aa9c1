package dev.assay.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far work has come, in a line.
 *
 * @param done share of the work, 0 to 1
 * @param before share that was done before the work began here, as when it was paused
 * @param step the latest that something is known of
 * @param steps how many there will be; 0 when that is not known
 * @param elapsed since the work began
 * @param metrics the latest values by name
 */
record ProgressLine(
    double done,
    double before,
    long step,
    long steps,
    Duration elapsed,
    Map<String, Double> metrics) {

  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;
  private static final String FULL = "━";
  private static final String EMPTY = "─";

  /** The line with a bar that fills it; what has no room is left out, the last first. */
  String bar(int columns) {
    String percent = "%3.0f %% ".formatted(Math.floor(100 * done));
    List<String> parts = parts();
    int room = columns - 1 - percent.length();
    while (parts.size() > 1 && length(parts) + SHORTEST_BAR > room) {
      parts.removeLast();
    }
    int cells = Math.clamp(room - length(parts), 0, LONGEST_BAR);
    int full = (int) Math.floor(cells * Math.clamp(done, 0, 1));
    String line = percent + FULL.repeat(full) + EMPTY.repeat(cells - full) + text(parts);
    return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
  }

  /** The line without a bar. */
  String plain() {
    return "%3.0f %%".formatted(Math.floor(100 * done)) + text(parts());
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    parts.add("step " + step + (steps > 0 ? "/" + steps : ""));
    add(parts, "train/loss", "loss %.4f", 1);
    parts.add(timeLeft(elapsed, before, done) + " left");
    add(parts, "val/loss", "val %.4f", 1);
    add(parts, "tokens_per_second", "%,.0f tokens/s", 1);
    add(parts, "mfu", "MFU %.0f %%", 100);
    parts.add(time(elapsed.toSeconds()) + " gone");
    return parts;
  }

  private void add(List<String> parts, String metric, String format, double factor) {
    Double value = metrics.get(metric);
    if (value != null) {
      parts.add(format.formatted(factor * value));
    }
  }

  private static int length(List<String> parts) {
    return text(parts).length();
  }

  private static String text(List<String> parts) {
    return "  " + String.join("  ", parts);
  }

  /** The time left if the rest goes as fast as what is done; a question mark when nothing is. */
  static String timeLeft(Duration elapsed, double before, double done) {
    if (done >= 1) {
      return time(0);
    }
    if (!(done > before)) {
      return "? s";
    }
    return time(Math.round(elapsed.toMillis() / 1000.0 * (1 - done) / (done - before)));
  }

  private static String time(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
