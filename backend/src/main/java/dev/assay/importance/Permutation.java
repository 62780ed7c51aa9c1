package dev.assay.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Permutation importance (Breiman 2001, section 10; Fisher, Rudin and Dominici 2019): how much
 * worse a forest predicts runs that it has not seen when the values of one param are shuffled among
 * them.
 *
 * <p>Up to {@value #FEW} runs, each run is held out once, in {@value #FOLDS} folds; of more, a
 * quarter is held out, at most {@value #MOST_HELD_OUT}. Each {@value #TREES_AT_ONCE} trees learn
 * from at most {@value #MOST_LEARNT_FROM} of the others, chosen anew: Tribuo's trees take time that
 * grows with the square of the runs, and what matters is seen from a part of them. The columns of a
 * text are shuffled together. The same runs give the same result: the seed is fixed.
 */
final class Permutation {
  static final int TREES = 100;
  static final int REPEATS = 10;
  private static final int FEW = 400;
  private static final int FOLDS = 5;
  private static final int MOST_HELD_OUT = 600;
  private static final int MOST_LEARNT_FROM = 2000;
  private static final int TREES_AT_ONCE = 5;
  private static final double SHARE_OF_GROWING = 0.7;

  private final List<Encoding> params;
  private final double[] y;
  private final RandomGenerator random;
  private final DoubleConsumer progress;
  private final BooleanSupplier cancelled;
  private final int columns;

  /** Sums of squared errors over all held-out runs, (params, repeats). */
  private final double[][] shuffledError;

  private double error;
  private int heldOut;
  private double done;

  /**
   * What is found.
   *
   * @param importance (params)
   * @param spread (params)
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(double rSquared, int heldOut, double[] importance, double[] spread) {}

  private Permutation(
      List<Encoding> params,
      double[] y,
      RandomGenerator random,
      DoubleConsumer progress,
      BooleanSupplier cancelled) {
    this.params = params;
    this.y = y;
    this.random = random;
    this.progress = progress;
    this.cancelled = cancelled;
    columns = params.stream().mapToInt(Encoding::columns).sum();
    shuffledError = new double[params.size()][REPEATS];
  }

  /**
   * Measures all params.
   *
   * @param progress is told how much is done, between 0 and 1
   * @throws CancellationException soon after it is cancelled
   */
  static Result measure(
      List<Encoding> params,
      double[] y,
      RandomGenerator random,
      DoubleConsumer progress,
      BooleanSupplier cancelled) {
    return new Permutation(params, y, random, progress, cancelled).measure();
  }

  private Result measure() {
    int[] order = shuffled(IntStream.range(0, y.length).toArray());
    double total = 0;
    int folds = y.length <= FEW ? FOLDS : 1;
    int size = folds == 1 ? Math.min(MOST_HELD_OUT, y.length / 4) : 0;
    for (int fold = 0; fold < folds; fold++) {
      int from = folds == 1 ? 0 : fold * y.length / FOLDS;
      int to = folds == 1 ? size : (fold + 1) * y.length / FOLDS;
      int[] test = Arrays.copyOfRange(order, from, to);
      int[] train =
          IntStream.range(0, y.length)
              .filter(i -> i < from || i >= to)
              .map(i -> order[i])
              .toArray();
      Forest forest = grow(train, 1.0 / folds);
      shuffle(forest, test, 1.0 / folds);
    }
    int[] measured = folds == 1 ? Arrays.copyOf(order, size) : order;
    double mean = Arrays.stream(measured).mapToDouble(i -> y[i]).average().orElseThrow();
    for (int i : measured) {
      total += (y[i] - mean) * (y[i] - mean);
    }
    return result(total);
  }

  private Result result(double total) {
    double[] importance = new double[params.size()];
    double[] spread = new double[params.size()];
    for (int p = 0; p < importance.length; p++) {
      double[] drops =
          Arrays.stream(shuffledError[p]).map(shuffled -> (shuffled - error) / total).toArray();
      double mean = Arrays.stream(drops).average().orElseThrow();
      importance[p] = mean;
      spread[p] =
          Math.sqrt(Arrays.stream(drops).map(d -> (d - mean) * (d - mean)).average().orElseThrow());
    }
    return new Result(1 - error / total, heldOut, importance, spread);
  }

  private Forest grow(int[] train, double share) {
    Forest forest = new Forest();
    for (int trees = 0; trees < TREES; trees += TREES_AT_ONCE) {
      int[] chosen =
          train.length <= MOST_LEARNT_FROM
              ? train
              : Arrays.copyOf(shuffled(train), MOST_LEARNT_FROM);
      double[] target = Arrays.stream(chosen).mapToDouble(i -> y[i]).toArray();
      forest.grow(TREES_AT_ONCE, rows(chosen), target, random.nextLong());
      advance(share * SHARE_OF_GROWING * TREES_AT_ONCE / TREES);
    }
    return forest;
  }

  private void shuffle(Forest forest, int[] test, double share) {
    double[][] x = rows(test); // (test, columns)
    for (int i = 0; i < test.length; i++) {
      error += squared(forest.predict(x[i]) - y[test[i]]);
    }
    heldOut += test.length;
    int at = 0;
    for (int p = 0; p < params.size(); p++) {
      Encoding param = params.get(p);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        int[] others = shuffled(test);
        for (int i = 0; i < test.length; i++) {
          param.write(others[i], x[i], at);
          shuffledError[p][repeat] += squared(forest.predict(x[i]) - y[test[i]]);
        }
      }
      for (int i = 0; i < test.length; i++) {
        param.write(test[i], x[i], at);
      }
      at += param.columns();
      advance(share * (1 - SHARE_OF_GROWING) / params.size());
    }
  }

  private double[][] rows(int[] runs) {
    double[][] rows = new double[runs.length][columns];
    for (int i = 0; i < runs.length; i++) {
      int at = 0;
      for (Encoding param : params) {
        param.write(runs[i], rows[i], at);
        at += param.columns();
      }
    }
    return rows;
  }

  private void advance(double by) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
    done += by;
    progress.accept(Math.min(1, done));
  }

  /** Fisher and Yates. */
  private int[] shuffled(int[] numbers) {
    int[] shuffled = numbers.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int number = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = number;
    }
    return shuffled;
  }

  private static double squared(double x) {
    return x * x;
  }

  /** Params as columns, as many as there is room for. */
  static List<Encoding> encode(List<ParamValues> varying, int mostColumns) {
    List<Encoding> encoded = new ArrayList<>();
    int columns = 0;
    for (ParamValues param : varying) {
      Encoding encoding = Encoding.of(param);
      columns += encoding.columns();
      if (columns > mostColumns) {
        break;
      }
      encoded.add(encoding);
    }
    return encoded;
  }
}
