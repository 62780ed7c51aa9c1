package dev.assay.evaluations;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file of predictions is, and how it is read.
 *
 * @param name of the evaluation within its run, as {@code test}; metrics of the run begin with it
 * @param split of the data, as {@code test}
 * @param step of the run that the model is of; null for the last one
 * @param classes their names in the order of the probabilities, the positive one last of two; empty
 *     for those that the file has
 * @param renormalise whether rows of probabilities that do not sum to one are divided by their sum
 * @param zone of timestamps that have none; null where each has its own
 */
public record EvaluationSpec(
    String name,
    String split,
    SplitBy splitBy,
    @Nullable Long step,
    Columns columns,
    List<String> classes,
    boolean renormalise,
    @Nullable ZoneId zone) {
  public EvaluationSpec {
    classes = List.copyOf(classes);
  }
}
