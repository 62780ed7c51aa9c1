package dev.assay.ui.workspace;

import dev.assay.runs.Run;
import dev.assay.ui.text.ParamText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the params worth a column: those that tell runs apart. */
final class DifferingParams {
  private static final int LONGEST_SHOWN = 24;

  private DifferingParams() {}

  /**
   * The addresses of at most so many params that have more than one value in these runs, in their
   * order.
   */
  static List<String> of(List<Run> runs, int most) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Run run : runs) {
      run.params()
          .values()
          .forEach(
              (address, value) ->
                  values
                      .computeIfAbsent(address, a -> new HashSet<>())
                      .add(ParamText.brief(value)));
    }
    return values.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .filter(e -> e.getValue().stream().allMatch(v -> v.length() <= LONGEST_SHOWN))
        .map(Map.Entry::getKey)
        .limit(most)
        .toList();
  }
}
