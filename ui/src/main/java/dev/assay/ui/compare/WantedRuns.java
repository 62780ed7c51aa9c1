package dev.assay.ui.compare;

import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * The runs that an address asks for.
 *
 * @param ids at most {@value #MOST}, each once
 * @param malformed what stands among them and is no id
 * @param beyond how many more there are
 */
record WantedRuns(List<RunId> ids, List<String> malformed, int beyond) {
  static final int MOST = 100;

  /**
   * @param text ids with commas between them
   */
  static WantedRuns of(String text) {
    SequencedSet<RunId> ids = new LinkedHashSet<>();
    List<String> malformed = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String word = part.strip();
      if (word.isEmpty()) {
        continue;
      }
      try {
        ids.add(RunId.of(word));
      } catch (IllegalArgumentException e) {
        malformed.add(word);
      }
    }
    return new WantedRuns(
        ids.stream().limit(MOST).toList(), malformed, Math.max(0, ids.size() - MOST));
  }

  /** As an address has them. */
  static String text(List<RunId> ids) {
    return ids.stream().map(RunId::toString).collect(Collectors.joining(","));
  }
}
