package dev.assay.evaluations;

import dev.assay.evaluation.Costs;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What is asked of the rows of an evaluation. Answers are the same each time, and are kept for a
 * while; those that take long wait for each other.
 */
@Service
public class Analyses {
  /**
   * @throws Problem.Invalid when there is no such class, or no row in the window
   */
  public Diagram diagram(EvaluationId id, DiagramRequest wish) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param ofClass null for the positive class, of more than two classes for the top label
   * @param thresholds in [0, 1], at most 1,000; none for 0.05 to 0.95
   */
  public ThresholdTable thresholds(
      EvaluationId id, @Nullable String ofClass, List<Double> thresholds, Costs costs) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param length null for one that makes 10 to 20 windows
   * @param metrics keys; none for a few that tell most
   */
  public Windows windows(EvaluationId id, @Nullable Duration length, List<String> metrics) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param expanding whether all earlier rows are fitted to, or those of the length of train
   */
  public WalkForward walkForward(
      EvaluationId id,
      boolean expanding,
      Duration train,
      Duration gap,
      Duration test,
      Duration step) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param by one to three columns, whose values are crossed
   */
  public SliceTable slices(
      EvaluationId id, List<String> by, RowLoss loss, MultipleTests correction) {
    throw new UnsupportedOperationException();
  }

  /**
   * @throws Problem.Invalid when they are not of the same rows
   */
  public Compared compare(EvaluationId one, EvaluationId other) {
    throw new UnsupportedOperationException();
  }
}
