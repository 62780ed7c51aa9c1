package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Decisions of Optuna 5.0.0 on the same curves, quoted as the step at which each trial was pruned,
 * 0 for those that were not:
 *
 * <pre>
 * def curve(t, s): return (7 * t % 12) / 8 + (5 * t % 12) / 4 / s
 * def asha(direction, eta):
 *     study = optuna.create_study(direction=direction, pruner=optuna.pruners.SuccessiveHalvingPruner(
 *         min_resource=1, reduction_factor=eta))
 *     for t in range(24):
 *         trial = study.ask(); end = 0
 *         for s in range(1, 17):
 *             trial.report(curve(t, s), s)
 *             if trial.should_prune(): end = s; break
 *         study.tell(trial, state=PRUNED) if end else study.tell(trial, curve(t, 16))
 * def median(direction, warmup, interval):
 *     study = optuna.create_study(direction=direction, pruner=optuna.pruners.MedianPruner(
 *         n_startup_trials=6, n_warmup_steps=warmup, interval_steps=interval))
 *     for t in range(6): study.add_trial(optuna.trial.create_trial(
 *         value=curve(t, 16), intermediate_values={s: curve(t, s) for s in range(1, 17)}))
 *     # trials 6 to 29 as above, told as FAIL, so that they are not among the others
 * </pre>
 */
class PrunersTest {
  private static final List<LearningCurve> NOBODY = List.of();

  private static double valueAt(int t, long s) {
    return (7 * t % 12) / 8.0 + (5 * t % 12) / 4.0 / s;
  }

  private static LearningCurve curve(int t, double... values) {
    return new LearningCurve(t, LongStream.rangeClosed(1, values.length).toArray(), values);
  }

  private static LearningCurve recorded(int t, int steps) {
    return curve(t, LongStream.rangeClosed(1, steps).mapToDouble(s -> valueAt(t, s)).toArray());
  }

  /** Reports a curve step by step, and tells how far it comes. */
  private static LearningCurve run(
      Pruner pruner, int t, List<LearningCurve> others, Direction direction) {
    for (int s = 1; s < 16; s++) {
      if (pruner.judge(recorded(t, s), others, direction) instanceof Verdict.Prune) {
        return recorded(t, s);
      }
    }
    return recorded(t, 16);
  }

  private static boolean isPruned(
      Pruner pruner, LearningCurve curve, List<LearningCurve> others, Direction direction) {
    return pruner.judge(curve, others, direction) instanceof Verdict.Prune;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MINIMIZE | 2 | 0 1 1 2 1 2 1 1 4 1 4 1 0 4 1 4 1 4 1 1 8 1 4 1",
        "MINIMIZE | 3 | 0 1 1 1 1 3 1 1 1 1 3 1 0 1 1 3 1 3 1 1 1 1 3 1",
        "MAXIMIZE | 2 | 0 0 4 1 8 1 16 4 1 4 1 8 1 0 4 1 8 1 16 4 1 4 1 8",
        "MAXIMIZE | 4 | 0 0 4 1 1 1 1 4 1 1 1 1 1 1 4 1 1 1 1 4 1 4 1 1",
      })
  void asha_decides_as_optuna_does(Direction direction, int reduction, String ends) {
    Pruner asha = Pruners.of(new PrunerSpec.Asha(1, 17, reduction));
    List<LearningCurve> before = new ArrayList<>();
    List<Integer> found = new ArrayList<>();
    for (int t = 0; t < 24; t++) {
      LearningCurve come = run(asha, t, before, direction);
      found.add(isPruned(asha, come, before, direction) ? (int) come.lastStep() : 0);
      before.add(come);
    }

    assertThat(found).isEqualTo(numbers(ends));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MINIMIZE | 0 | 1 | 1 1 3 1 3 1 0 1 1 3 1 3 1 1 3 1 3 1 0 1 1 3 1 3",
        "MINIMIZE | 3 | 4 | 3 0 3 0 3 0 0 3 0 3 0 3 3 0 3 0 3 0 0 3 0 3 0 3",
        "MAXIMIZE | 0 | 1 | 0 0 0 0 1 0 1 0 0 1 0 1 0 0 0 0 1 0 1 0 0 1 0 1",
      })
  void median_stopping_decides_as_optuna_does(
      Direction direction, long warmup, long interval, String ends) {
    Pruner median = Pruners.of(new PrunerSpec.Median(6, warmup, interval));
    List<LearningCurve> six = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      six.add(recorded(t, 16));
    }
    List<Integer> found = new ArrayList<>();
    for (int t = 6; t < 30; t++) {
      LearningCurve come = run(median, t, six, direction);
      found.add(isPruned(median, come, six, direction) ? (int) come.lastStep() : 0);
    }

    assertThat(found).isEqualTo(numbers(ends));
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.trim().split(" ", -1)).map(Integer::valueOf).toList();
  }

  @Test
  void asha_tells_rung_value_and_quantile() {
    Pruner asha = Pruners.of(new PrunerSpec.Asha(1, 100, 2));
    LearningCurve mine = curve(9, 9, 9, 9, 3.41);
    List<LearningCurve> others =
        List.of(curve(1, 9, 9, 9, 2.9), curve(2, 9, 9, 9, 3.12), curve(3, 9, 9, 9, 4));

    assertThat(asha.judge(mine, others, Direction.MINIMIZE))
        .isEqualTo(
            new Verdict.Prune(
                PruneReason.BELOW_RUNG_QUANTILE,
                OptionalInt.of(2),
                4,
                3.41,
                3.12,
                "pruned at rung 2: 3.41 is worse than the 50 % quantile 3.12"));
    assertThat(asha.judge(curve(9, 9, 9, 9, 3.0123456), others, Direction.MINIMIZE).reason())
        .isEqualTo("rung 2 (step 4): 3.012 is among the best 50 % of 4");
    assertThat(Pruners.of(new PrunerSpec.Asha(10, 100, 2)).judge(mine, others, Direction.MINIMIZE))
        .isEqualTo(new Verdict.GoOn("before rung 0, which is at step 10"));
  }

  @Test
  void quantile_is_that_of_the_best_when_great_is_good() {
    Pruner asha = Pruners.of(new PrunerSpec.Asha(1, 100, 4));
    List<LearningCurve> others = List.of(curve(1, 0.91), curve(2, 0.5), curve(3, 0.2));

    assertThat(asha.judge(curve(9, 0.9), others, Direction.MAXIMIZE).reason())
        .isEqualTo("pruned at rung 0: 0.9 is worse than the 75 % quantile 0.91");
    assertThat(asha.judge(curve(9, 0.92), others, Direction.MAXIMIZE))
        .isInstanceOf(Verdict.GoOn.class);
  }

  @Test
  void digits_are_as_many_as_tell_two_values_apart() {
    Pruner asha = Pruners.of(new PrunerSpec.Asha(1, 100, 3));

    assertThat(
            asha.judge(curve(9, 3.1412346), List.of(curve(1, 3.1412301)), Direction.MINIMIZE)
                .reason())
        .isEqualTo("pruned at rung 0: 3.141235 is worse than the 33.3 % quantile 3.14123");
    assertThat(Digits.of(123456.78)).isEqualTo("123500");
    assertThat(Digits.of(1.23456e-7)).isEqualTo("1.235E-7");
    assertThat(Digits.of(-0.0)).isEqualTo("0");
  }

  @Test
  void rung_is_compared_by_the_first_value_reported_there() {
    Pruner asha = Pruners.of(new PrunerSpec.Asha(100, 10_000, 2));
    LearningCurve mine = new LearningCurve(2, new long[] {50, 120, 190}, new double[] {9, 2, 7});
    LearningCurve other = new LearningCurve(1, new long[] {99, 101}, new double[] {1, 3});

    assertThat(asha.judge(mine, List.of(other), Direction.MINIMIZE))
        .isEqualTo(new Verdict.GoOn("rung 0 (step 100): 2 is among the best 50 % of 2"));
  }

  @Test
  void end_of_a_trial_is_no_rung() {
    Pruner asha = Pruners.of(new PrunerSpec.Asha(1, 4, 2));

    assertThat(
            asha.judge(curve(2, 1, 1, 9, 9), List.of(curve(1, 2, 2, 2, 2)), Direction.MINIMIZE)
                .reason())
        .startsWith("rung 1 (step 2)");
  }

  @Test
  void median_tells_value_and_median() {
    Pruner median = Pruners.of(new PrunerSpec.Median(3, 0, 1));
    List<LearningCurve> others =
        List.of(curve(1, 3, 2), curve(2, 4, 3), curve(3, 9, Double.NaN), curve(4, 1, 9), curve(5));

    assertThat(median.judge(curve(7, 5, 4), others, Direction.MINIMIZE))
        .isEqualTo(
            new Verdict.Prune(
                PruneReason.BELOW_MEDIAN,
                OptionalInt.empty(),
                2,
                4,
                3,
                "pruned at step 2: 4 is worse than the median 3 of 3 trials"));
    assertThat(median.judge(curve(7, 2, 4), others, Direction.MINIMIZE).reason())
        .isEqualTo("step 2: 2 is no worse than the median 3 of 3 trials");
    assertThat(median.judge(curve(7, 5, 4), others.subList(0, 2), Direction.MINIMIZE).reason())
        .isEqualTo("2 of 3 start-up trials have come to step 2");
  }

  @Test
  void steps_of_the_others_need_not_be_the_same() {
    Pruner median = Pruners.of(new PrunerSpec.Median(1, 0, 10));
    LearningCurve other = new LearningCurve(1, new long[] {8, 19, 23}, new double[] {3, 2, 1});
    LearningCurve mine = new LearningCurve(2, new long[] {5, 21, 29}, new double[] {5, 2.5, 2.4});

    // judged at step 21, the first of its interval, where the other's last value is that of 19
    assertThat(median.judge(mine, List.of(other), Direction.MINIMIZE).reason())
        .isEqualTo("pruned at step 21: 2.5 is worse than the median 2 of 1 trials");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void what_is_not_a_number_is_pruned(double value) {
    List<PrunerSpec> specs =
        List.of(
            new PrunerSpec.Median(1, 100, 1),
            new PrunerSpec.Asha(100, 1000, 2),
            new PrunerSpec.Hyperband(100, 1000, 2));
    for (PrunerSpec spec : specs) {
      assertThat(Pruners.of(spec).judge(curve(1, 1, value), NOBODY, Direction.MAXIMIZE))
          .isInstanceOfSatisfying(
              Verdict.Prune.class,
              prune -> {
                assertThat(prune.why()).isEqualTo(PruneReason.NOT_A_NUMBER);
                assertThat(prune.reason())
                    .isEqualTo(
                        "pruned at step 2: %s is not a finite number".formatted(Digits.of(value)));
              });
    }
    assertThat(Pruners.of(new PrunerSpec.None()).judge(curve(1, value), NOBODY, Direction.MINIMIZE))
        .isInstanceOf(Verdict.GoOn.class);
  }

  @Test
  void trial_that_reported_nothing_goes_on() {
    assertThat(Pruners.of(new PrunerSpec.Asha(1, 9, 2)).judge(curve(1), NOBODY, Direction.MINIMIZE))
        .isEqualTo(new Verdict.GoOn("nothing was reported yet"));
  }

  /**
   * Li et al. 2016, table 1: R = 81, η = 3 gives brackets of 81, 34, 15, 8 and 5 configurations.
   */
  @Test
  void brackets_have_their_shares_of_the_trials() {
    Brackets brackets = new Brackets(new PrunerSpec.Hyperband(1, 81, 3));
    double[] weights = {81, 33.75, 15, 7.5, 5};
    double[] shares = brackets.shares();
    int[] counts = new int[5];
    for (int t = 0; t < 1000; t++) {
      counts[brackets.bracket(t)]++;
    }

    assertThat(shares).hasSize(5);
    for (int b = 0; b < 5; b++) {
      assertThat(shares[b]).isCloseTo(weights[b] / 142.25, within(1e-12));
      assertThat(counts[b]).isCloseTo((int) (1000 * shares[b]), within(5));
    }
  }

  @Test
  void trials_are_compared_within_their_bracket() {
    PrunerSpec.Hyperband spec = new PrunerSpec.Hyperband(1, 9, 3);
    Brackets brackets = new Brackets(spec);
    int first = 0;
    int same = firstWithin(brackets, 0, 1);
    int other = firstWithin(brackets, 1, 1);
    Pruner hyperband = Pruners.of(spec);

    assertThat(hyperband.judge(curve(first, 2), List.of(curve(other, 1)), Direction.MINIMIZE))
        .isEqualTo(new Verdict.GoOn("bracket 0: rung 0 (step 1): 2 is among the best 33.3 % of 1"));
    assertThat(
            hyperband.judge(curve(first, 2), List.of(curve(same, 1)), Direction.MINIMIZE).reason())
        .isEqualTo("bracket 0: pruned at rung 0: 2 is worse than the 33.3 % quantile 1");
    assertThat(
            hyperband.judge(curve(other, 2), List.of(curve(first, 1)), Direction.MINIMIZE).reason())
        .isEqualTo("bracket 1: before rung 0, which is at step 3");
  }

  private static int firstWithin(Brackets brackets, int bracket, int from) {
    int t = from;
    while (brackets.bracket(t) != bracket) {
      t++;
    }
    return t;
  }

  @Test
  void specs_are_read_with_their_defaults_and_written() {
    assertThat(PrunerSpec.parse(Spaces.json("{'type': 'median'}"), "pruner"))
        .isEqualTo(new PrunerSpec.Median(5, 0, 1));
    assertThat(PrunerSpec.parse(Spaces.json("{'type': 'asha', 'maxSteps': 100}"), "pruner"))
        .isEqualTo(new PrunerSpec.Asha(1, 100, 4));
    assertThat(PrunerSpec.parse(Spaces.json("'none'"), "pruner")).isEqualTo(new PrunerSpec.None());
    assertThat(PrunerSpec.parse(Spaces.json("null"), "pruner")).isEqualTo(new PrunerSpec.None());
    List<PrunerSpec> specs =
        List.of(
            new PrunerSpec.None(),
            new PrunerSpec.Median(3, 7, 2),
            new PrunerSpec.Asha(5, 500, 2),
            new PrunerSpec.Hyperband(6, 600, 3));
    for (PrunerSpec spec : specs) {
      assertThat(PrunerSpec.parse(spec.json(), "pruner")).isEqualTo(spec);
    }
  }

  @Test
  void all_that_is_wrong_with_a_spec_is_told() {
    assertThat(violations("{'type': 'asha', 'minSteps': 0, 'maxSteps': 0, 'reduction': 1}"))
        .containsExactly("pruner.minSteps", "pruner.maxSteps", "pruner.reduction");
    assertThat(violations("{'type': 'asha', 'minSteps': 'x', 'redaction': 3}"))
        .containsExactly("pruner.minSteps", "pruner.maxSteps", "pruner.redaction");
    assertThat(
            violations("{'type': 'median', 'startupTrials': 0, 'warmupSteps': -1, 'interval': 0}"))
        .containsExactly("pruner.startupTrials", "pruner.warmupSteps", "pruner.interval");
    assertThat(violations("{'type': 'hiperband'}")).containsExactly("pruner.type");
    assertThat(violations("{}")).containsExactly("pruner.type");
    assertThat(violations("3")).containsExactly("pruner");
  }

  private static List<String> violations(String json) {
    List<String> fields = new ArrayList<>();
    assertThatThrownBy(() -> PrunerSpec.parse(Spaces.json(json), "pruner"))
        .isInstanceOfSatisfying(
            Problem.Invalid.class,
            refused -> refused.violations().stream().map(Violation::field).forEach(fields::add));
    return fields;
  }
}
