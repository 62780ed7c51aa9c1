package dev.assay.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import dev.assay.runs.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParamTableTest {
  private static Importance measure(ParamTable table) {
    return table.measure(done -> {}, () -> false);
  }

  private static ParamImportance of(String param, Importance importance) {
    return importance.params().stream()
        .filter(p -> p.param().equals(param))
        .findFirst()
        .orElseThrow();
  }

  /** Runs with params that are written as JSON. */
  private static ParamTable table(int runs, Function<Integer, String> params, double[] y) {
    ParamValues.Builder builder = new ParamValues.Builder(runs, 100);
    IntStream.range(0, runs).forEach(run -> builder.add(run, Params.parse(params.apply(run))));
    return new ParamTable(Reference.LOSS, builder.build(runs), y, 0, 0);
  }

  /**
   * scikit-learn 1.9.1 on the same runs: five folds, a forest of 100 trees with max_features=0.5
   * over a one-hot encoder in each, permutation_importance with 10 repeats on the fold:
   *
   * <pre>{@code
   * for train, test in KFold(5, shuffle=True, random_state=1).split(x):
   *     model = make_pipeline(make_column_transformer((OneHotEncoder(handle_unknown="ignore"), [3]),
   *         remainder="passthrough"), RandomForestRegressor(100, max_features=0.5, random_state=1))
   *     model.fit(x[train], y[train])
   *     means.append(permutation_importance(model, x[test], y[test], n_repeats=10,
   *         random_state=1).importances_mean)
   * # optimizer 0.6426, width 0.5124, lr 0.3603, dropout 0.0254, seed -0.0013; mean R² 0.9113
   * }</pre>
   *
   * <p>The folds, bootstraps and shuffles are others, so the order is to be the same and each
   * importance within 0.06 of the R².
   */
  @Test
  void importances_are_those_of_scikit_learn() {
    Importance found = measure(Reference.table());

    assertThat(found.params())
        .extracting(ParamImportance::param)
        .containsExactly("optimizer", "width", "lr", "dropout", "seed");
    Map.of("optimizer", 0.6426, "width", 0.5124, "lr", 0.3603, "dropout", 0.0254, "seed", -0.0013)
        .forEach(
            (param, reference) ->
                assertThat(of(param, found).importance())
                    .as(param)
                    .isCloseTo(reference, within(0.06)));
    assertThat(found.rSquared()).isCloseTo(0.9113, within(0.03));
    assertThat(found.trust()).isEqualTo(Importance.Trust.GOOD);
    assertThat(found.heldOut()).isEqualTo(400);
    assertThat(of("seed", found).importance()).isLessThan(of("dropout", found).spread() * 3);
  }

  @Test
  void the_same_runs_give_the_same_numbers() {
    assertThat(measure(Reference.table())).isEqualTo(measure(Reference.table()));
    assertThat(Reference.table().hash()).isEqualTo(Reference.table().hash());
  }

  @Test
  void params_that_cannot_matter_are_named() {
    Random random = new Random(5);
    double[] y = new double[40];
    ParamTable table =
        table(
            40,
            run -> {
              double lr = random.nextInt(4);
              y[run] = lr;
              return "{\"lr\": %s, \"batch\": 32, \"folder\": \"/runs/%d\", \"amp\": %s%s}"
                  .formatted(lr, run, run % 2 == 0, run % 3 == 0 ? ", \"note\": \"set\"" : "");
            },
            y);
    Importance found = measure(table);

    assertThat(found.constant()).containsExactly("batch");
    assertThat(found.unlike()).containsExactly("folder");
    assertThat(found.params().getFirst().param()).isEqualTo("lr");
    assertThat(found.params())
        .extracting(ParamImportance::param)
        .containsExactlyInAnyOrder("lr", "amp", "note");
    assertThat(of("note", found).missing()).isEqualTo(26);
    assertThat(of("note", found).pearson()).as("of a text").isNaN();
    assertThat(of("amp", found).numeric()).isTrue();
    assertThat(of("lr", found).spearman()).isCloseTo(1, within(1e-12));
  }

  @Test
  void that_a_param_is_not_set_can_matter_too() {
    double[] y = new double[60];
    Random random = new Random(5);
    ParamTable table =
        table(
            60,
            run -> {
              boolean clipped = random.nextBoolean();
              y[run] = (clipped ? 1 : 2) + 0.01 * random.nextGaussian();
              return clipped
                  ? "{\"clip\": 0.5, \"x\": %d}".formatted(run % 7)
                  : "{\"x\": %d}".formatted(run % 7);
            },
            y);
    Importance found = measure(table);

    assertThat(found.params().getFirst().param()).isEqualTo("clip");
    assertThat(found.params().getFirst().importance()).isGreaterThan(0.5);
  }

  @Test
  void a_metric_of_chance_is_not_trusted() {
    Random random = new Random(11);
    double[] y = random.doubles(60).toArray();
    Importance found =
        measure(
            table(60, run -> "{\"a\": %s, \"b\": %d}".formatted(random.nextDouble(), run % 3), y));

    assertThat(found.rSquared()).isLessThan(0.1);
    assertThat(found.trust()).isEqualTo(Importance.Trust.NONE);
  }

  @Test
  void too_few_runs_a_metric_that_stays_and_params_that_stay_are_refused() {
    assertThatThrownBy(() -> table(9, run -> "{\"a\": %d}".formatted(run), new double[9]))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessage(
            "runs is 9 with a finite value of metrics.val/loss: importance takes at least 10");
    assertThatThrownBy(() -> table(20, run -> "{\"a\": %d}".formatted(run), new double[20]))
        .hasMessageContaining("it has the same value in every run");
    double[] y = IntStream.range(0, 20).asDoubleStream().toArray();
    assertThatThrownBy(() -> measure(table(20, run -> "{\"a\": 1}", y)))
        .hasMessageContaining("no param differs between them");
  }

  @Test
  void it_says_how_far_it_is_and_ends_when_it_is_told_to() {
    List<Double> progress = new ArrayList<>();
    Reference.table().measure(progress::add, () -> false);
    assertThat(progress).isSorted().last().satisfies(p -> assertThat(p).isCloseTo(1, within(1e-9)));

    progress.clear();
    assertThatThrownBy(() -> Reference.table().measure(progress::add, () -> progress.size() == 2))
        .isInstanceOf(CancellationException.class);
    assertThat(progress).hasSize(2);
  }

  @Test
  void of_many_runs_a_part_is_held_out() {
    Random random = new Random(3);
    double[] y = new double[3000];
    Importance found =
        measure(
            table(
                3000,
                run -> {
                  double a = random.nextDouble();
                  y[run] = a + 0.05 * random.nextGaussian();
                  return "{\"a\": %s, \"b\": %s}".formatted(a, random.nextDouble());
                },
                y));

    assertThat(found.runs()).isEqualTo(3000);
    assertThat(found.heldOut()).isEqualTo(600);
    assertThat(found.params().getFirst().param()).isEqualTo("a");
    assertThat(found.rSquared()).isGreaterThan(0.9);
  }
}
