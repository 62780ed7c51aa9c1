package dev.assay.studies;

import dev.assay.scaling.Fixed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study looks at and how it fits.
 *
 * @param name for people
 * @param params N, a count
 * @param tokens D, a count
 * @param flops C; null where it is 6 N D
 * @param loss L, nats per token on held-out data
 * @param curve a metric, the loss while a run trains, for the envelope of training curves; null for
 *     none
 * @param uniqueTokens how many tokens are different, for the law of repeated data; null for none
 * @param hyperparameters whose best values are fitted as power laws of C, such as {@code
 *     params.optimizer.peakLr}
 * @param fixed parameters of the law that are known
 * @param targetFlops the budget that the study is about; null: ten times the largest of its runs
 * @param resamples 1000 to 10000
 * @param seed of everything that is random
 */
public record StudySpec(
    String name,
    StudySource source,
    Column params,
    Column tokens,
    @Nullable Column flops,
    Column loss,
    @Nullable Column curve,
    @Nullable Column uniqueTokens,
    List<Column> hyperparameters,
    Rules rules,
    Fixed fixed,
    @Nullable Double targetFlops,
    int resamples,
    long seed) {
  public static final int LEAST_RESAMPLES = 1000;
  public static final int MOST_RESAMPLES = 10_000;

  /**
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong
   */
  public StudySpec {
    hyperparameters = List.copyOf(hyperparameters);
    SpecRules.check(
        name,
        params,
        tokens,
        flops,
        loss,
        curve,
        uniqueTokens,
        hyperparameters,
        rules,
        fixed,
        targetFlops,
        resamples);
  }

  /** Of runs of this product's own recipe {@code pretrain}. */
  public static StudySpec ofPretraining(String name, StudySource source) {
    return new StudySpec(
        name,
        source,
        Column.of("tags.predicted.parameters"),
        Column.of("metrics.tokens"),
        null,
        Column.of("metrics.val/loss"),
        null,
        null,
        List.of(),
        Rules.DEFAULT,
        Fixed.NOTHING,
        null,
        LEAST_RESAMPLES,
        1);
  }
}
