package dev.assay.search;

import dev.assay.search.GaussianProcess.Hyper;
import java.util.Arrays;

/**
 * Fits a Gaussian process by the largest marginal likelihood times a prior, with the priors of
 * Optuna's sampler: exp(−0.1 (w + 1/w)) for each squared inverse length w, Gamma(2, 1) for the
 * scale, Gamma(1.1, 30) for the noise.
 */
final class GpFit {
  private static final double TOLERANCE = 1e-2;
  private static final double MOST_LOG = 10;

  private GpFit() {}

  /**
   * @param x (n, d)
   * @param y (n), of mean 0 and variance 1
   * @param from where the descent starts
   * @param evaluations of the likelihood at most
   */
  static Hyper of(double[][] x, double[] y, boolean[] isChoice, Hyper from, int evaluations) {
    double[] start = from.logs();
    double[] low = new double[start.length];
    double[] high = new double[start.length];
    Arrays.fill(low, -MOST_LOG);
    Arrays.fill(high, MOST_LOG);
    low[start.length - 1] = Math.log(1e-2 * GaussianProcess.LEAST_NOISE);
    GpDescent descent = new GpDescent(low, high, TOLERANCE);
    return Hyper.of(descent.minimum(logs -> loss(x, y, isChoice, logs), start, evaluations).x());
  }

  private static GpDescent.Value loss(double[][] x, double[] y, boolean[] isChoice, double[] logs) {
    Hyper hyper = Hyper.of(logs);
    int d = isChoice.length;
    double[] slope;
    double loss;
    try {
      GaussianProcess process = new GaussianProcess(x, y, isChoice, hyper);
      slope = process.gradient();
      loss = -process.logLikelihood();
    } catch (ArithmeticException singular) {
      return new GpDescent.Value(Double.POSITIVE_INFINITY, new double[logs.length]);
    }
    for (int c = 0; c < d; c++) {
      double w = hyper.weights()[c];
      loss += 0.1 * (w + 1 / w);
      slope[c] = -slope[c] + 0.1 * (w - 1 / w);
    }
    double noise = hyper.noise();
    loss += hyper.scale() - logs[d] + 30 * noise - 0.1 * Math.log(noise);
    slope[d] = -slope[d] + hyper.scale() - 1;
    slope[d + 1] = -slope[d + 1] + (30 - 0.1 / noise) * (noise - GaussianProcess.LEAST_NOISE);
    return new GpDescent.Value(loss, slope);
  }
}
