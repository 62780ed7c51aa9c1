package dev.assay.recipes;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Predictions that were uploaded, to be evaluated where they are stored.
 *
 * @param artifact the path they were uploaded to
 * @param name of the evaluation, one of its run
 * @param split of the data, such as {@code validation}
 * @param step of the run at which its metrics stand; null for the last one that the run has
 * @param classes names, in the order of the probabilities; empty of a yes or no
 */
public record PredictionFile(
    String artifact,
    String name,
    String split,
    SplitBy splitBy,
    @Nullable Long step,
    List<String> classes) {

  public PredictionFile {
    classes = List.copyOf(classes);
  }

  /** How these rows were separated from those that the model was trained on. */
  public enum SplitBy {
    TIME,
    RANDOM,
    /** As whoever made the data says. */
    GIVEN;

    static SplitBy of(DataParams.SplitBy split) {
      return switch (split) {
        case DOCUMENT -> RANDOM;
        case TIME -> TIME;
      };
    }

    /** As the server writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
