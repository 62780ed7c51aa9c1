package dev.assay.evaluations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a file are what.
 *
 * @param label what happened; null for the one that is guessed by its name
 * @param probabilities one, of the positive class, or one of each class in the order of {@link
 *     EvaluationSpec#classes}; empty for those that are guessed by their names
 * @param timestamp of the prediction; null for the guessed one, or none
 * @param groups by which rows are told apart, texts or numbers; empty for every column that is
 *     nothing else
 */
public record Columns(
    @Nullable String label,
    List<String> probabilities,
    @Nullable String timestamp,
    @Nullable String weight,
    @Nullable String id,
    List<String> groups) {
  public static final Columns GUESSED = new Columns(null, List.of(), null, null, null, List.of());

  public Columns {
    probabilities = List.copyOf(probabilities);
    groups = List.copyOf(groups);
  }
}
