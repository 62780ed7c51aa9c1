package dev.assay.ui.compare;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A line of what differs between two texts, as {@code diff -u} has it.
 *
 * @param place tells equal lines apart
 */
record DiffLine(int place, Kind kind, String text) {
  /** Comparing takes time that grows with the lines times the lines that differ. */
  static final int MOST_LINES = 3000;

  private static final int CONTEXT = 3;
  private static final int LONGEST = 2000;
  private static final int HEADERS = 2;

  enum Kind {
    SAME(" "),
    ADDED("+"),
    REMOVED("−"),
    PLACE("");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /**
   * What differs; empty when nothing does. Only the first {@value #MOST_LINES} lines are compared.
   */
  static List<DiffLine> between(String from, String to) {
    List<String> before = lines(from);
    List<String> after = lines(to);
    Patch<String> patch = DiffUtils.diff(before, after, new MyersDiffWithLinearSpace<>());
    List<DiffLine> lines = new ArrayList<>();
    List<DiffLine> added = new ArrayList<>();
    for (String text :
        UnifiedDiffUtils.generateUnifiedDiff("a", "b", before, patch, CONTEXT).stream()
            .skip(HEADERS)
            .toList()) {
      DiffLine line = of(lines.size() + added.size(), text);
      if (line.kind() == Kind.ADDED) {
        added.add(line); // what is removed stands before what takes its place
      } else {
        if (line.kind() != Kind.REMOVED) {
          lines.addAll(added);
          added.clear();
        }
        lines.add(line);
      }
    }
    lines.addAll(added);
    return lines;
  }

  static boolean isTooLong(String text) {
    return text.lines().skip(MOST_LINES).findAny().isPresent();
  }

  private static List<String> lines(String text) {
    try (Stream<String> lines = text.lines()) {
      return lines
          .limit(MOST_LINES)
          .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
          .toList();
    }
  }

  private static DiffLine of(int place, String line) {
    String rest = line.isEmpty() ? "" : line.substring(1);
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> new DiffLine(place, Kind.ADDED, rest);
      case '-' -> new DiffLine(place, Kind.REMOVED, rest);
      case '@' -> new DiffLine(place, Kind.PLACE, line);
      default -> new DiffLine(place, Kind.SAME, rest);
    };
  }
}
