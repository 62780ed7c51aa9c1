package dev.assay.evaluations;

import dev.assay.evaluation.Costs;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluations.Computations.Question;
import dev.assay.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What is asked of the rows of an evaluation. Answers are the same each time, and are kept for a
 * while; those that take long wait for each other, and where too many wait the next one is refused
 * ({@link Problem.Busy}).
 */
@Service
public class Analyses {
  private final Evaluations evaluations;
  private final LoadedPredictions predictions;
  private final Computations computations;

  Analyses(Evaluations evaluations, LoadedPredictions predictions, Computations computations) {
    this.evaluations = evaluations;
    this.predictions = predictions;
    this.computations = computations;
  }

  /**
   * @throws Problem.Invalid when there is no such class, or no row in the window
   */
  public Diagram diagram(EvaluationId id, DiagramRequest wish) {
    return computations.answer(
        Question.of(Diagram.class, evaluations.get(id), wish),
        () -> Drawing.of(predictions.of(id), wish));
  }

  /**
   * @param ofClass null for the positive class, of more than two classes for the top label
   * @param thresholds in [0, 1], at most 1,000; none for 0.05 to 0.95
   */
  public ThresholdTable thresholds(
      EvaluationId id, @Nullable String ofClass, List<Double> thresholds, Costs costs) {
    double[] wish = Deciding.thresholds(thresholds, costs);
    return computations.answer(
        Question.of(
            ThresholdTable.class,
            evaluations.get(id),
            String.valueOf(ofClass),
            ofClass == null,
            Arrays.toString(wish),
            costs),
        () -> Deciding.of(predictions.of(id), ofClass, wish, costs));
  }

  /**
   * @param length null for one that makes 10 to 20 windows
   * @param metrics keys; none for a few that tell most
   * @throws Problem.Invalid when rows have no times, or there are more than 500 windows
   */
  public Windows windows(EvaluationId id, @Nullable Duration length, List<String> metrics) {
    return computations.answer(
        Question.of(Windows.class, evaluations.get(id), String.valueOf(length), metrics),
        () -> Windowing.of(predictions.of(id), length, metrics));
  }

  /**
   * @param gap after each date, whose rows are left out
   * @param metrics keys; none for a few that tell most
   * @throws Problem.Invalid when rows have no times, or the dates are not one after the other
   */
  public Periods periods(
      EvaluationId id,
      Instant validationFrom,
      Instant testFrom,
      Duration gap,
      List<String> metrics) {
    return computations.answer(
        Question.of(Periods.class, evaluations.get(id), validationFrom, testFrom, gap, metrics),
        () -> Windowing.periods(predictions.of(id), validationFrom, testFrom, gap, metrics));
  }

  /**
   * @param expanding whether all earlier rows are fitted to, or those of the length of train
   * @throws Problem.Invalid when rows have no times, or there is no split, or more than 200
   */
  public WalkForward walkForward(
      EvaluationId id,
      boolean expanding,
      Duration train,
      Duration gap,
      Duration test,
      Duration step) {
    return computations.answer(
        Question.of(WalkForward.class, evaluations.get(id), expanding, train, gap, test, step),
        () -> Walking.of(predictions.of(id), expanding, train, gap, test, step));
  }

  /**
   * @param by one to three columns, whose values are crossed
   * @throws Problem.Invalid when there is no such column, or more than 1,000 slices
   */
  public SliceTable slices(
      EvaluationId id, List<String> by, RowLoss loss, MultipleTests correction) {
    return computations.answer(
        Question.of(SliceTable.class, evaluations.get(id), by, loss, correction),
        () -> Slicing.of(predictions.of(id), by, loss, correction));
  }

  /**
   * @throws Problem.Invalid when they are not of the same rows
   */
  public Compared compare(EvaluationId one, EvaluationId other) {
    if (one.equals(other)) {
      throw new Problem.Invalid("with", other, "an evaluation is compared with another one");
    }
    return computations.answer(
        Question.of(Compared.class, evaluations.get(one), evaluations.get(other)),
        () ->
            Comparing.of(
                one, predictions.of(one), other, predictions.of(other), Comparing.RESAMPLES));
  }
}
