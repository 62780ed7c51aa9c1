package dev.assay.evaluations;

import dev.assay.evaluation.DeLong;
import dev.assay.evaluation.Interval;
import dev.assay.evaluation.McNemar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two evaluations of the same rows.
 *
 * @param rows in both
 * @param differences one − other
 * @param delong of the AUROCs; null but for two classes
 * @param mcnemar of the decisions
 * @param changed rows decided otherwise: how many
 * @param warnings what the reader has to know, as that tests do not count weights
 * @param examples of those rows, the largest shift first, at most 100
 */
public record Compared(
    EvaluationId one,
    EvaluationId other,
    long rows,
    List<Difference> differences,
    DeLong.@Nullable Test delong,
    McNemar mcnemar,
    double mcnemarP,
    long changed,
    List<String> warnings,
    List<Example> examples) {
  /**
   * @param p of two sides
   */
  public record Difference(
      String key, String label, double one, double other, Interval interval, double p) {}

  /**
   * @param id of the row; its number where rows have none
   * @param one what was called with which probability
   */
  public record Example(
      String id,
      String label,
      String one,
      double oneProbability,
      String other,
      double otherProbability) {}
}
