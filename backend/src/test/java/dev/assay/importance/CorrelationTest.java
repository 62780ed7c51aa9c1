package dev.assay.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorrelationTest {
  /**
   * {@code scipy.stats.pearsonr(v, y)[0]} and {@code spearmanr(v, y)[0]}, SciPy 1.17.1, to 1e-9.
   */
  @Test
  void they_are_those_of_scipy() {
    ParamTable table = Reference.table();
    check(table, "lr", 0.3053262893154798, 0.018061425383908647);
    check(table, "width", -0.5854525829002537, -0.610381933408723);
    check(table, "dropout", 0.20157590202389924, 0.19031537697110606);
    check(table, "seed", -0.00560641253210549, 0.002386336363380413);
  }

  private static void check(ParamTable table, String param, double pearson, double spearman) {
    double[] x =
        table.params().stream()
            .filter(p -> p.param().equals(param))
            .findFirst()
            .orElseThrow()
            .numbers();
    assertThat(Correlation.pearson(x, table.y())).as(param).isCloseTo(pearson, within(1e-9));
    assertThat(Correlation.spearman(x, table.y())).as(param).isCloseTo(spearman, within(1e-9));
  }

  @Test
  void it_is_undefined_of_too_little_or_of_what_does_not_vary() {
    double[] y = {1, 2, 3};
    assertThat(Correlation.pearson(new double[] {1, Double.NaN, 2}, y)).isNaN();
    assertThat(Correlation.spearman(new double[] {4, 4, 4}, y)).isNaN();
    assertThat(Correlation.pearson(new double[0], new double[0])).isNaN();
  }

  @Property
  void what_grows_together_has_equal_ranks(
      @ForAll @Size(min = 3, max = 40) List<@IntRange(min = -1000, max = 1000) Integer> whole) {
    double[] x = whole.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] cubes = Arrays.stream(x).map(v -> v * v * v).toArray();
    double rho = Correlation.spearman(x, cubes);
    if (!Double.isNaN(rho)) {
      assertThat(rho).isCloseTo(1, within(1e-9));
      assertThat(Correlation.pearson(x, cubes)).isBetween(0.0, 1.0);
    }
  }
}
