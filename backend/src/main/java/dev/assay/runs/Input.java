package dev.assay.runs;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.util.Map;

/**
 * A dataset that a run was given.
 *
 * @param context what for: {@code training}, {@code validation}; empty when it was not said
 */
public record Input(Dataset dataset, String context, Map<String, String> tags) {
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_VALUE = 8000;
  private static final int MOST_TAGS = 100;

  public Input {
    Rules.text("context", context, 0, LONGEST_KEY);
    if (tags.size() > MOST_TAGS) {
      throw new Problem.Invalid("tags", tags.size() + " tags", "an input has at most " + MOST_TAGS);
    }
    tags.forEach(
        (key, value) -> {
          Rules.text("tags." + key, key, 1, LONGEST_KEY);
          Rules.text("tags." + key, value, 0, LONGEST_VALUE);
        });
    tags = Map.copyOf(tags);
  }
}
