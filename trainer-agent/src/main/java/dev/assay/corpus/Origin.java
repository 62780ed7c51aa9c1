package dev.assay.corpus;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which example one is: what a prediction of it says beside what is predicted.
 *
 * @param id that no other example of its data has
 * @param time when it was; null when that is not told
 * @param groups values by which examples are told apart, by their columns' names
 */
public record Origin(String id, @Nullable Instant time, Map<String, String> groups) {

  /** What else rows of predictions have, or are taken to have. */
  private static final Set<String> TAKEN =
      Set.of(
          "id",
          "label",
          "prediction",
          "probability",
          "probabilities",
          "timestamp",
          "time",
          "date",
          "ts",
          "weight",
          "sample_weight");

  public Origin {
    groups = Collections.unmodifiableMap(new TreeMap<>(groups)); // equal rows are equal bytes
  }

  /** Whether a group may have the name: rows of predictions have nothing else that is called so. */
  public static boolean isFree(String column) {
    return !TAKEN.contains(column);
  }
}
