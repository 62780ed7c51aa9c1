package dev.assay.benchmark;

import dev.assay.search.LearningCurve;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Learning curves for pruners, recorded from real training: networks of one hidden layer, trained
 * by stochastic gradient descent with other rates, momenta, decays and first weights each, to tell
 * apart what a random network tells apart, with one label of twenty wrong. A step is an epoch; its
 * value the cross-entropy of what was not trained on, which is not finite where training diverged.
 */
final class SweepCurves {
  private static final int D = 6; // inputs
  private static final int H = 8; // hidden units
  private static final int TRAINED = 800;
  private static final int HELD_OUT = 400;
  private static final int BATCH = 16;
  private static final double WRONG = 0.05;

  private final double[][] x = new double[TRAINED + HELD_OUT][D];
  private final double[] label = new double[TRAINED + HELD_OUT]; // 0 or 1

  private SweepCurves(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] teacher = weights(random, 1);
    for (int i = 0; i < x.length; i++) {
      Arrays.setAll(x[i], _ -> random.nextGaussian());
      boolean isWrong = random.nextDouble() < WRONG;
      label[i] = (output(teacher, x[i], new double[H]) > 0) == isWrong ? 0 : 1;
    }
  }

  /**
   * @param steps of each
   */
  static List<LearningCurve> recorded(int trials, int steps, long seed) {
    SweepCurves task = new SweepCurves(seed);
    SplittableRandom random = new SplittableRandom(seed + 1);
    long[] epochs = IntStream.rangeClosed(1, steps).asLongStream().toArray();
    return IntStream.range(0, trials)
        .mapToObj(i -> new LearningCurve(i, epochs, task.trained(steps, random.split())))
        .toList();
  }

  private double[] trained(int steps, SplittableRandom random) {
    double rate = Math.pow(10, -3.5 + 3.5 * random.nextDouble());
    double momentum = 1 - Math.pow(10, -1.5 * random.nextDouble());
    double decay = Math.pow(10, -6 + 5 * random.nextDouble());
    double[] w = weights(random, 0.5);
    double[] velocity = new double[w.length];
    double[] values = new double[steps];
    for (int step = 0; step < steps; step++) {
      for (int batch = 0; batch < TRAINED / BATCH; batch++) {
        double[] gradient = new double[w.length];
        for (int i = 0; i < BATCH; i++) {
          addGradient(w, random.nextInt(TRAINED), gradient);
        }
        for (int k = 0; k < w.length; k++) {
          velocity[k] = momentum * velocity[k] - rate * (gradient[k] / BATCH + decay * w[k]);
          w[k] += velocity[k];
        }
      }
      values[step] = heldOut(w);
    }
    return values;
  }

  /** (H, D + 1) of the hidden units, then H + 1 of the output; a bias is the last of each. */
  private static double[] weights(SplittableRandom random, double size) {
    double[] w = new double[H * (D + 1) + H + 1];
    Arrays.setAll(w, _ -> size * random.nextGaussian());
    return w;
  }

  private static double output(double[] w, double[] x, double[] hidden) {
    int out = H * (D + 1);
    double z = w[out + H];
    for (int h = 0; h < H; h++) {
      double a = w[h * (D + 1) + D];
      for (int c = 0; c < D; c++) {
        a += w[h * (D + 1) + c] * x[c];
      }
      hidden[h] = Math.tanh(a);
      z += w[out + h] * hidden[h];
    }
    return z;
  }

  private void addGradient(double[] w, int i, double[] gradient) {
    int out = H * (D + 1);
    double[] hidden = new double[H];
    double error = 1 / (1 + Math.exp(-output(w, x[i], hidden))) - label[i];
    gradient[out + H] += error;
    for (int h = 0; h < H; h++) {
      gradient[out + h] += error * hidden[h];
      double back = error * w[out + h] * (1 - hidden[h] * hidden[h]);
      gradient[h * (D + 1) + D] += back;
      for (int c = 0; c < D; c++) {
        gradient[h * (D + 1) + c] += back * x[i][c];
      }
    }
  }

  private double heldOut(double[] w) {
    double sum = 0;
    for (int i = TRAINED; i < x.length; i++) {
      double z = output(w, x[i], new double[H]);
      double margin = label[i] > 0.5 ? z : -z;
      sum += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    return sum / HELD_OUT;
  }
}
