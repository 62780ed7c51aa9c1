package dev.assay.agent;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines that a program printed. Safe for use by several threads. */
final class LastLines {

  private static final int MOST = 6;
  private static final int LONGEST = 200;

  private final ArrayDeque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return;
    }
    lines.addLast(text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…");
    if (lines.size() > MOST) {
      lines.removeFirst();
    }
  }

  /** Oldest first. */
  synchronized List<String> get() {
    return List.copyOf(lines);
  }
}
