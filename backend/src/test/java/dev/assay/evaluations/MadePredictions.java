package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows as they would be read from a file. */
final class MadePredictions {
  static final long DAY = 86_400_000;

  private MadePredictions() {}

  /** Labels happen with a probability that is a function of the forecast; three rows a day. */
  static Predictions binary(int n, long seed, DoubleUnaryOperator truth) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] p = random.doubles(n).toArray();
    byte[] y = new byte[n];
    for (int i = 0; i < n; i++) {
      y[i] = (byte) (random.nextDouble() < truth.applyAsDouble(p[i]) ? 1 : 0);
    }
    return of(Binary.of(p, y));
  }

  static Predictions of(Binary rows) {
    return new Predictions(
        List.of("no", "yes"), rows, null, times(rows.size()), RowIds.numbers(), List.of());
  }

  private static long[] times(int n) {
    return IntStream.range(0, n).mapToLong(i -> i * DAY / 3).toArray();
  }

  /** Class k is drawn with the probability p^power/Σp^power. */
  static Predictions classes(int n, int k, long seed, double power) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] p = new double[n * k];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double powers = 0;
      for (int c = 0; c < k; c++) {
        p[i * k + c] = -Math.log(random.nextDouble());
        sum += p[i * k + c];
      }
      for (int c = 0; c < k; c++) {
        p[i * k + c] /= sum;
        powers += Math.pow(p[i * k + c], power);
      }
      double left = random.nextDouble() * powers;
      while (y[i] < k - 1 && (left -= Math.pow(p[i * k + y[i]], power)) > 0) {
        y[i]++;
      }
    }
    List<String> names = IntStream.range(0, k).mapToObj(c -> "class " + c).toList();
    return new Predictions(
        names, null, Multiclass.of(p, k, y, null), times(n), RowIds.numbers(), List.of());
  }

  static Predictions with(Predictions rows, @Nullable RowIds ids, Group... groups) {
    return new Predictions(
        rows.classes(),
        rows.binary(),
        rows.multiclass(),
        rows.millis(),
        ids == null ? rows.ids() : ids,
        List.of(groups));
  }

  static RowIds ids(IntFunction<String> name) {
    return new RowIds() {
      @Override
      public String of(int row) {
        return name.apply(row);
      }

      @Override
      public boolean areGiven() {
        return true;
      }
    };
  }
}
