package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsistencyTest {
  private static final int SETS = 200;

  /** Labels that happen with a probability that is a function of the forecast. */
  private static Binary drawn(int n, long seed, double power, DoubleUnaryOperator truth) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] p = new double[n];
    byte[] y = new byte[n];
    for (int i = 0; i < n; i++) {
      p[i] = Math.pow(random.nextDouble(), power);
      y[i] = (byte) (random.nextDouble() < truth.applyAsDouble(p[i]) ? 1 : 0);
    }
    return Binary.of(p, y);
  }

  private static long alarms(int n, double power, DoubleUnaryOperator truth) {
    return IntStream.range(0, SETS)
        .filter(i -> !Consistency.of(drawn(n, i, power, truth), 19, i).isCalibrated())
        .count();
  }

  /** 5 % of 200 sets are 10, with a standard deviation of 3.1. */
  @Test
  void true_forecasts_raise_a_false_alarm_in_one_case_of_twenty() {
    assertThat(alarms(200, 1, p -> p)).isBetween(2L, 21L);
    assertThat(alarms(400, 4, p -> p)).isBetween(2L, 21L); // most are near 0
  }

  @Test
  void forecasts_that_are_too_sure_are_found() {
    assertThat(alarms(200, 1, p -> 0.2 + 0.6 * p)).isGreaterThan(SETS * 3 / 4);
    Consistency found = Consistency.of(Made.binary(10_000), 199, 1);
    assertThat(found.p()).isEqualTo(1 / 200.0);
    assertThat(found.smoothEce()).isEqualTo(SmoothEce.of(Made.binary(10_000)).value());
  }

  @Test
  void decisions_that_are_right_are_calibrated_and_a_wrong_one_is_not() {
    double[] decided = IntStream.range(0, 100).mapToDouble(i -> i % 2).toArray();
    byte[] right = new byte[100];
    for (int i = 0; i < 100; i++) {
      right[i] = (byte) (i % 2);
    }
    assertThat(Consistency.of(Binary.of(decided, right), 19, 1).p()).isEqualTo(1);
    right[0] = 1; // it could not happen
    assertThat(Consistency.of(Binary.of(decided, right), 19, 1).p()).isEqualTo(1 / 20.0);
  }
}
