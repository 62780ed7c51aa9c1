package dev.assay.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.scaling.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittingTest {
  @Test
  void of_each_size_the_run_of_least_loss_stands_for_a_law_of_one_variable() {
    List<Point> grid =
        List.of(
            new Point(1e4, 2e5, 2.8),
            new Point(1e4, 1.6e6, 2.3),
            new Point(3e4, 2e5, 2.7), // worse than a smaller one that saw more
            new Point(3e4, 1.6e6, 2.1),
            new Point(2e5, 2e5, 2.6),
            new Point(2e5, 1.6e6, 2.2), // no better than a smaller one
            new Point(5e5, 8e5, 2.0),
            new Point(5.02e5, 1.6e6, 1.9)); // the same size but for 1 %
    assertThat(Fitting.best(grid, Point::params, 1.01))
        .extracting(Point::lossNats)
        .containsExactly(2.3, 2.1, 1.9);
  }
}
