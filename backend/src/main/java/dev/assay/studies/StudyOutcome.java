package dev.assay.studies;

import dev.assay.problem.Problem.Violation;
import dev.assay.scaling.BestUse;
import dev.assay.scaling.Envelope;
import dev.assay.scaling.HeldOut;
import dev.assay.scaling.Interval;
import dev.assay.scaling.IsoFlop;
import dev.assay.scaling.KaplanJointLaw;
import dev.assay.scaling.KaplanLaw;
import dev.assay.scaling.PowerLaw;
import dev.assay.scaling.RepeatLaw;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was fitted at one moment.
 *
 * @param counted observations that the fits are of
 * @param leftOut those that are not
 * @param wrong what keeps laws from being fitted, each with what to add or fix; empty otherwise
 * @param law null when something is wrong
 * @param kaplan of N, of D and of C, each alone
 * @param kaplanJoint of N and D; null of studies fitted before there was one
 * @param repeats null when the study has no column of unique tokens
 * @param comparison laws by how well they predict what they were not fitted to, the best first
 * @param largest the runs of the largest budget, predicted from the others
 * @param whyNoLargest why these could not be predicted; null when they were
 * @param target the best use of the study's target; null without intervals
 * @param frontier the best use of budgets from the least to the target or beyond; empty without
 *     intervals
 */
public record StudyOutcome(
    Instant at,
    int counted,
    int leftOut,
    List<Violation> wrong,
    @Nullable LawOutcome law,
    IsoFlopOutcome isoFlop,
    EnvelopeOutcome envelope,
    List<KaplanOutcome> kaplan,
    @Nullable KaplanJointOutcome kaplanJoint,
    @Nullable RepeatOutcome repeats,
    List<PowerOutcome> hyperparameters,
    List<HeldOut.Score> comparison,
    List<Largest> largest,
    @Nullable String whyNoLargest,
    @Nullable BestUse target,
    List<BestUse> frontier) {
  public StudyOutcome {
    wrong = List.copyOf(wrong);
    kaplan = List.copyOf(kaplan);
    hyperparameters = List.copyOf(hyperparameters);
    comparison = List.copyOf(comparison);
    largest = List.copyOf(largest);
    frontier = List.copyOf(frontier);
  }

  StudyOutcome withLeftOut(int count) {
    return new StudyOutcome(
        at,
        counted,
        count,
        wrong,
        law,
        isoFlop,
        envelope,
        kaplan,
        kaplanJoint,
        repeats,
        hyperparameters,
        comparison,
        largest,
        whyNoLargest,
        target,
        frontier);
  }

  /**
   * A power law with what is known of its exponent.
   *
   * @param exponent NaN at both ends for two points, which leave no interval
   */
  public record Power(PowerLaw law, Interval exponent) {
    static Power of(PowerLaw law) {
      return new Power(law, law.exponentInterval());
    }
  }

  /**
   * Approach 2.
   *
   * @param whyNot null where it could be had
   * @param curves by budget
   * @param left budgets that have no minimum
   * @param params N by C; null where it could not be had, as tokens are
   * @param bias at the target, supposing that the law is right; null without a law
   */
  public record IsoFlopOutcome(
      @Nullable String whyNot,
      List<IsoFlop.Curve> curves,
      List<IsoFlop.Left> left,
      @Nullable Power params,
      @Nullable Power tokens,
      @Nullable Double targetFlops,
      IsoFlop.@Nullable Bias bias) {}

  /**
   * Approach 1.
   *
   * @param whyNot null where it could be had
   * @param best by budget, a few hundred at most
   */
  public record EnvelopeOutcome(
      @Nullable String whyNot,
      List<Envelope.Best> best,
      @Nullable Power params,
      @Nullable Power tokens) {}

  /**
   * A law of one variable.
   *
   * @param variable {@code params}, {@code tokens} or {@code flops}
   * @param status null where it could not be fitted at all
   * @param why it has no law; null when it has one
   * @param intervals null where there are not two runs more than parameters
   */
  public record KaplanOutcome(
      String variable,
      LawOutcome.@Nullable Status status,
      List<String> bounds,
      @Nullable String why,
      @Nullable KaplanLaw law,
      KaplanLaw.@Nullable Sure intervals,
      double objective) {}

  /**
   * Kaplan et al.'s law of N and D.
   *
   * @param status null where it could not be fitted at all
   * @param why it has no law; null when it has one
   * @param intervals null where there are not two runs more than parameters
   */
  public record KaplanJointOutcome(
      LawOutcome.@Nullable Status status,
      List<String> bounds,
      @Nullable String why,
      @Nullable KaplanJointLaw law,
      KaplanJointLaw.@Nullable Sure intervals,
      double objective) {
    static KaplanJointOutcome without(String why) {
      return new KaplanJointOutcome(null, List.of(), why, null, null, Double.NaN);
    }
  }

  /**
   * The law of repeated data.
   *
   * @param why it has no law; null when it has one
   * @param intervals null where there are not two runs more than parameters
   */
  public record RepeatOutcome(
      LawOutcome.@Nullable Status status,
      List<String> bounds,
      @Nullable String why,
      @Nullable RepeatLaw law,
      RepeatLaw.@Nullable Sure intervals,
      double objective) {}

  /**
   * A hyperparameter's best value by C.
   *
   * @param word its column
   * @param whyNot null where it could be had
   * @param points which it is of
   */
  public record PowerOutcome(
      String word, @Nullable String whyNot, @Nullable Power law, List<Tuned> points) {}

  /** The best value of a hyperparameter at a budget. */
  public record Tuned(String key, double flops, double value) {}

  /**
   * A run of the largest budget.
   *
   * @param predictedNats by a fit to all runs of smaller budgets
   * @param logError ln L − ln L̂
   */
  public record Largest(
      String key,
      String label,
      double params,
      double tokens,
      double flops,
      double lossNats,
      double predictedNats,
      double logError) {}
}
