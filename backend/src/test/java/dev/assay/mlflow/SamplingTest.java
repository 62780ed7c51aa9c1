package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.mlflow.Histories.Sampling;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {
  /** As PostgreSQL's ntile cuts, whose first parts are the longer ones; MLflow 3.17 does it so. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 | 4  | [0, 3, 6, 9]",
        "10 | 5  | [0, 2, 4, 6, 9]",
        "11 | 4  | [0, 3, 6, 10]",
        "3  | 5  | [0, 1, 2]",
        "5  | 5  | [0, 1, 2, 3, 4]",
        "7  | 1  | [6]",
        "0  | 5  | []"
      })
  void points_are_spread_evenly_and_end_with_the_last(int n, int most, String expected) {
    Sampling sampling = new Sampling(n, most);
    int[] shown =
        IntStream.iterate(0, i -> sampling.index(i) < n, i -> i + 1)
            .map(i -> (int) sampling.index(i))
            .toArray();
    assertThat(java.util.Arrays.toString(shown)).isEqualTo(expected);
  }
}
