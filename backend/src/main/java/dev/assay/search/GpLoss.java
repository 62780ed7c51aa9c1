package dev.assay.search;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a Gaussian process is to learn from: one number for each trial, less is better. */
final class GpLoss {
  private static final double AUGMENTED = 0.05;

  private GpLoss() {}

  /** There is at least one outcome whose values are finite. */
  static double[] of(Tried tried, RandomGenerator random) {
    List<Direction> directions = tried.directions();
    List<Outcome> outcomes = tried.outcomes();
    double[] losses = new double[outcomes.size()];
    if (directions.size() == 1) {
      double sign = directions.getFirst().sign();
      Arrays.setAll(losses, i -> sign * outcomes.get(i).values()[0]);
    } else {
      double[] weights = weights(directions.size(), random);
      double[] augmented = new double[losses.length];
      for (int k = 0; k < weights.length; k++) {
        int objective = k;
        double sign = directions.get(k).sign();
        double[] values =
            outcomes.stream().mapToDouble(o -> sign * o.values()[objective]).toArray();
        double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
        double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
        for (int i = 0; i < losses.length; i++) {
          double share =
              weights[k] * (high > low ? (values[i] - low) / (high - low) : 0 * values[i]);
          losses[i] = k == 0 ? share : Math.max(losses[i], share);
          augmented[i] += AUGMENTED * share;
        }
      }
      Arrays.setAll(losses, i -> losses[i] + augmented[i]);
    }
    double worst = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < losses.length; i++) {
      worst = outcomes.get(i).isFinite() ? Math.max(worst, losses[i]) : worst;
    }
    for (int i = 0; i < losses.length; i++) {
      losses[i] = outcomes.get(i).isFinite() ? losses[i] : worst;
    }
    return losses;
  }

  /** All weights of a sum of 1 are as likely. */
  private static double[] weights(int k, RandomGenerator random) {
    double[] weights = new double[k];
    Arrays.setAll(weights, _ -> -Math.log(1 - random.nextDouble()));
    double sum = Arrays.stream(weights).sum();
    Arrays.setAll(weights, i -> weights[i] / sum);
    return weights;
  }

  /**
   * @param deviation 1 where all are equal
   */
  record Scale(double mean, double deviation) {
    static Scale of(double[] losses) {
      double mean = Arrays.stream(losses).average().orElseThrow();
      double variance =
          Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
      double deviation = Math.sqrt(variance);
      return new Scale(mean, deviation > 1e-300 && Double.isFinite(deviation) ? deviation : 1);
    }

    double standard(double loss) {
      return (loss - mean) / deviation;
    }
  }
}
