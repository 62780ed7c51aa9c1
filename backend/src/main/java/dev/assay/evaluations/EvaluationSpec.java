package dev.assay.evaluations;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file of predictions is, and how it is read.
 *
 * @param name of the evaluation within its run, as {@code test}: 1 to 100 letters, digits, {@code _
 *     . -} and blanks; metrics of the run begin with it
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
  private static final int LONGEST = 100;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}_. -]*");

  /**
   * @throws Problem.Invalid when a name is none, a step is negative or a class is given twice
   */
  public EvaluationSpec {
    classes = List.copyOf(classes);
    if (!NAME.matcher(Rules.text("name", name, 1, LONGEST)).matches()) {
      throw new Problem.Invalid(
          "name",
          name,
          "it begins with a letter or digit and has letters, digits, _ . - and blanks");
    }
    Rules.text("split", split, 1, LONGEST);
    if (step != null && step < 0) {
      throw new Problem.Invalid("step", step, "steps start at 0");
    }
    if (classes.size() == 1) {
      throw new Problem.Invalid("classes", classes.getFirst(), "there are two or more");
    }
    Set<String> names = new HashSet<>();
    for (String of : classes) {
      if (of.isBlank() || !names.add(of)) {
        throw new Problem.Invalid("classes", of, "each has a name of its own");
      }
    }
  }
}
