package dev.assay.search;

import static java.lang.Math.exp;
import static java.lang.Math.log;

import dev.assay.search.Coding.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.ErfDifference;
import org.apache.commons.numbers.gamma.InverseErf;

/**
 * The Parzen estimator of TPE: a kernel for each observation and a broad one, the prior, each a
 * product over the coordinates (Falkner et al. 2018, BOHB; Watanabe 2023, arXiv 2304.11127, section
 * 3.3).
 *
 * <ul>
 *   <li>A number: a normal distribution cut at 0 and 1, σ the larger distance to its neighbours
 *       among the observations, at most 1 and at least (n + 2)^−1.5, 0.03 and half a cell; of a
 *       discrete number the mass of a cell. The power is between the 1 of Optuna and the 2 that
 *       Watanabe recommends.
 *   <li>A choice of c: (1 + 1/(n+1)) / (1 + c/(n+1)) parts for the observed one.
 *   <li>The prior: μ = ½, σ = 1; of a choice all values are as likely. A kernel whose observation
 *       lacks a coordinate has the prior's there, so that all branches of a conditional space are
 *       one mixture.
 *   <li>The weight of the last 25 observations and of the prior is 1, before them it falls to 1/n.
 * </ul>
 */
final class TpeParzen {
  private static final int NEWEST = 25;
  private static final double LEAST_WIDTH = 0.03;
  private static final double WIDTH_POWER = -1.5;
  private static final double LEAST_CELLS = 0.5;
  private static final double NEGLIGIBLE = -40; // a logarithm, beside 0
  private static final double SQRT_2 = Math.sqrt(2);
  private static final double LOG_SQRT_2_PI = log(2 * Math.PI) / 2;

  private final Axis[] axes; // (d)
  private final double[][] observations; // (d, n + 1), NaN where absent and for the prior
  private final double[][] mu; // (d, n + 1)
  private final double[][] sigma; // (d, n + 1)
  private final double[][] logScale; // (d, n + 1) of the densities of numbers
  private final double[] weights; // (n + 1), their sum is 1
  private final List<Map<Integer, double[]>> cells = new ArrayList<>(); // logarithms by the cell

  /**
   * @param points (n, d), the oldest first; NaN where a coordinate is absent
   */
  TpeParzen(Axis[] axes, double[][] points) {
    int n = points.length;
    int d = axes.length;
    this.axes = axes;
    this.weights = weights(n);
    this.observations = new double[d][n + 1];
    this.mu = new double[d][n + 1];
    this.sigma = new double[d][n + 1];
    this.logScale = new double[d][n + 1];
    for (int c = 0; c < d; c++) {
      cells.add(new HashMap<>());
      Arrays.fill(mu[c], 0.5);
      Arrays.fill(sigma[c], 1);
      for (int i = 0; i <= n; i++) {
        observations[c][i] = i < n ? points[i][c] : Double.NaN;
        mu[c][i] = isThere(c, i) ? observations[c][i] : 0.5;
      }
      if (!axes[c].isChoice()) {
        narrow(c);
      }
      for (int i = 0; i <= n && !axes[c].isDiscrete(); i++) {
        logScale[c][i] = -LOG_SQRT_2_PI - log(sigma[c][i] * mass(c, i, 0, 1));
      }
    }
  }

  private boolean isThere(int c, int kernel) {
    return !Double.isNaN(observations[c][kernel]);
  }

  private static double[] weights(int n) {
    double[] weights = new double[n + 1];
    Arrays.fill(weights, 1);
    int old = n - NEWEST;
    for (int i = 0; i < old; i++) {
      weights[i] = old == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * i / (old - 1);
    }
    double sum = Arrays.stream(weights).sum();
    for (int i = 0; i <= n; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /** The ends 0 and 1 are neighbours only of a single observation. */
  private void narrow(int c) {
    double[] at = mu[c];
    int[] order =
        IntStream.range(0, at.length)
            .filter(i -> isThere(c, i))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> at[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int n = order.length;
    double cell = axes[c].isDiscrete() ? LEAST_CELLS / axes[c].cells() : 0;
    double least = Math.max(cell, Math.max(LEAST_WIDTH, Math.pow(n + 2.0, WIDTH_POWER)));
    for (int i = 0; i < n; i++) {
      double here = at[order[i]];
      double below = here - (i == 0 ? 0 : at[order[i - 1]]);
      double above = (i == n - 1 ? 1 : at[order[i + 1]]) - here;
      double width = Math.max(below, above);
      if (n > 1 && i == 0) {
        width = above;
      } else if (n > 1 && i == n - 1) {
        width = below;
      }
      sigma[c][order[i]] = Math.clamp(width, least, 1);
    }
  }

  /** All coordinates, also those that the others may make absent. */
  double[] draw(RandomGenerator random) {
    int kernel = 0;
    double left = random.nextDouble();
    while (kernel < weights.length - 1 && left >= weights[kernel]) {
      left -= weights[kernel++];
    }
    double[] point = new double[axes.length];
    for (int c = 0; c < axes.length; c++) {
      point[c] = axes[c].isChoice() ? drawChoice(c, kernel, random) : drawNumber(c, kernel, random);
    }
    return point;
  }

  private double drawChoice(int c, int kernel, RandomGenerator random) {
    Axis axis = axes[c];
    return random.nextDouble() < own(c, kernel)
        ? mu[c][kernel]
        : axis.middle(random.nextInt(axis.cells()));
  }

  /** How much of a kernel is at its own value beyond what all values have. */
  private double own(int c, int kernel) {
    return isThere(c, kernel) ? 1 / (1 + (double) axes[c].cells() / weights.length) : 0;
  }

  private double drawNumber(int c, int kernel, RandomGenerator random) {
    double low = Erf.value(-mu[c][kernel] / (sigma[c][kernel] * SQRT_2));
    double high = Erf.value((1 - mu[c][kernel]) / (sigma[c][kernel] * SQRT_2));
    double z = InverseErf.value(low + random.nextDouble() * (high - low)) * SQRT_2;
    return axes[c].snapped(mu[c][kernel] + sigma[c][kernel] * z);
  }

  /**
   * The logarithm of the density; for discrete coordinates, of the probability.
   *
   * @param point (d); coordinates that are NaN do not count
   */
  double logDensity(double[] point) {
    double[] logs = Arrays.stream(weights).map(Math::log).toArray(); // (n + 1)
    for (int c = 0; c < axes.length; c++) {
      if (Double.isNaN(point[c])) {
        continue;
      }
      if (axes[c].isDiscrete()) {
        int column = c;
        int cell = axes[c].cell(point[c]);
        double[] ofCell = cells.get(c).computeIfAbsent(cell, k -> logMasses(column, k));
        Arrays.setAll(logs, i -> logs[i] + ofCell[i]);
      } else {
        addLogDensities(logs, c, point[c]);
      }
    }
    double largest = Arrays.stream(logs).max().orElseThrow();
    double sum = 0;
    for (double x : logs) {
      sum += x - largest > NEGLIGIBLE ? exp(x - largest) : 0;
    }
    return largest + log(sum);
  }

  private void addLogDensities(double[] logs, int c, double u) {
    for (int i = 0; i < logs.length; i++) {
      double z = (u - mu[c][i]) / sigma[c][i];
      logs[i] += logScale[c][i] - z * z / 2;
    }
  }

  private double[] logMasses(int c, int cell) {
    Axis axis = axes[c];
    double[] logs = new double[weights.length];
    for (int i = 0; i < logs.length; i++) {
      double own = own(c, i);
      double share =
          axis.isChoice()
              ? (1 - own) / axis.cells() + (mu[c][i] == axis.middle(cell) ? own : 0)
              : mass(c, i, axis.edges()[cell], axis.edges()[cell + 1]) / mass(c, i, 0, 1);
      logs[i] = log(Math.max(share, Double.MIN_NORMAL));
    }
    return logs;
  }

  /** Of the normal distribution of a kernel, before it is cut. */
  private double mass(int c, int kernel, double from, double to) {
    double scale = sigma[c][kernel] * SQRT_2;
    return ErfDifference.value((from - mu[c][kernel]) / scale, (to - mu[c][kernel]) / scale) / 2;
  }
}
