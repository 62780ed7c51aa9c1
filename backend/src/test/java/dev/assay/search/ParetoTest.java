package dev.assay.search;

import static dev.assay.search.Direction.MAXIMIZE;
import static dev.assay.search.Direction.MINIMIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ParetoTest {
  private static final double HYPERVOLUME = 17;
  private static final List<Direction> DIRECTIONS = List.of(MINIMIZE, MAXIMIZE, MINIMIZE);

  @Provide
  Arbitrary<List<double[]>> points() {
    return Arbitraries.of(0.0, 1.0, 2.0, 3.0, Double.POSITIVE_INFINITY, Double.NaN)
        .array(double[].class)
        .ofSize(3)
        .list()
        .ofMaxSize(25);
  }

  /** By the definition, apart from how it is computed. */
  private static boolean beats(double[] a, double[] b) {
    if (hasNaN(a) || hasNaN(b)) {
      return hasNaN(b) && !hasNaN(a);
    }
    boolean noWorse = a[0] <= b[0] && a[1] >= b[1] && a[2] <= b[2];
    return noWorse && (a[0] < b[0] || a[1] > b[1] || a[2] < b[2]);
  }

  private static boolean hasNaN(double[] a) {
    return Double.isNaN(a[0]) || Double.isNaN(a[1]) || Double.isNaN(a[2]);
  }

  @Property(tries = 500)
  void front_is_what_nobody_beats(@ForAll("points") List<double[]> points) {
    int[] expected =
        IntStream.range(0, points.size())
            .filter(i -> !hasNaN(points.get(i)))
            .filter(i -> points.stream().noneMatch(other -> beats(other, points.get(i))))
            .toArray();

    assertThat(Pareto.front(points, DIRECTIONS)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void rank_is_one_more_than_the_greatest_of_those_above(@ForAll("points") List<double[]> points) {
    int[] ranks = Pareto.ranks(points, DIRECTIONS);
    for (int i = 0; i < ranks.length; i++) {
      double[] point = points.get(i);
      int above =
          IntStream.range(0, ranks.length)
              .filter(j -> beats(points.get(j), point))
              .map(j -> ranks[j])
              .max()
              .orElse(-1);

      assertThat(ranks[i]).isEqualTo(above + 1);
    }
  }

  @Test
  void front_of_one_objective_is_its_best() {
    List<double[]> points =
        List.of(new double[] {3}, new double[] {Double.NaN}, new double[] {2}, new double[] {2});

    assertThat(Pareto.front(points, List.of(MINIMIZE))).containsExactly(2, 3);
    assertThat(Pareto.front(points, List.of(MAXIMIZE))).containsExactly(0);
    assertThat(Pareto.front(points.subList(1, 2), List.of(MAXIMIZE))).isEmpty();
  }

  /**
   * Optuna 5.0.0: {@code optuna._hypervolume.compute_hypervolume(np.array([[1, 5], [2, 3], [4, 1],
   * [3, 4]], float), np.array([6., 6.]))} gives 17.0.
   */
  @Test
  void hypervolume_is_the_area_that_is_dominated() {
    List<double[]> points =
        List.of(
            new double[] {1, 5},
            new double[] {2, 3},
            new double[] {4, 1},
            new double[] {3, 4},
            new double[] {7, 0},
            new double[] {Double.NaN, 0});

    assertThat(Pareto.hypervolume(points, new double[] {6, 6}, List.of(MINIMIZE, MINIMIZE)))
        .isCloseTo(HYPERVOLUME, within(1e-12));
    List<double[]> mirrored =
        points.stream().map(point -> new double[] {point[0], -point[1]}).toList();
    assertThat(Pareto.hypervolume(mirrored, new double[] {6, -6}, List.of(MINIMIZE, MAXIMIZE)))
        .isCloseTo(HYPERVOLUME, within(1e-12));
  }
}
