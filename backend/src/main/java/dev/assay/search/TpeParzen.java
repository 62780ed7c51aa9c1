package dev.assay.search;

import static java.lang.Math.exp;
import static java.lang.Math.log;

import dev.assay.search.Coding.Axis;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.ErfDifference;
import org.apache.commons.numbers.gamma.InverseErf;

/**
 * The Parzen estimator of TPE over some coordinates together: a kernel for each observation and a
 * broad one, the prior, each a product over the coordinates (Falkner et al. 2018, BOHB). Kernels
 * and weights are those of Optuna 5 (Watanabe 2023, arXiv 2304.11127, section 3.3):
 *
 * <ul>
 *   <li>a number: a normal distribution cut at 0 and 1, σ the larger distance to its neighbours
 *       among the observations, but at least 1 / min(100, n + 2) and at most 1; of a discrete
 *       number the mass of a cell;
 *   <li>a choice of c: (1 + 1/(n+1)) / (1 + c/(n+1)) parts for the observed one;
 *   <li>the weight of the last 25 observations and of the prior is 1, before them it falls to 1/n.
 * </ul>
 */
final class TpeParzen {
  private static final int NEWEST = 25;
  private static final double SQRT_2 = Math.sqrt(2);
  private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

  private final Axis[] axes; // (d)
  private final double[][] mu; // (d, n + 1) the observations, 0.5 for the prior
  private final double[][] sigma; // (d, n + 1)
  private final double[][] mass; // (d, n + 1) of the normal distribution between 0 and 1
  private final double[] weights; // (n + 1), their sum is 1

  /**
   * @param observations (n, d), the oldest first
   */
  TpeParzen(Axis[] axes, double[][] observations) {
    int n = observations.length;
    this.axes = axes;
    this.weights = weights(n);
    this.mu = new double[axes.length][n + 1];
    this.sigma = new double[axes.length][];
    this.mass = new double[axes.length][n + 1];
    for (int c = 0; c < axes.length; c++) {
      for (int i = 0; i < n; i++) {
        mu[c][i] = observations[i][c];
      }
      mu[c][n] = 0.5;
      sigma[c] = axes[c].isChoice() ? new double[n + 1] : widths(mu[c], n);
      for (int i = 0; i <= n && !axes[c].isChoice(); i++) {
        mass[c][i] = normalMass(c, i, 0, 1);
      }
    }
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
  private static double[] widths(double[] mu, int n) {
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> mu[i]));
    double least = 1 / Math.min(100.0, n + 2.0);
    double[] widths = new double[n + 1];
    for (int i = 0; i < n; i++) {
      double below = i == 0 ? 0 : mu[order[i - 1]];
      double above = i == n - 1 ? 1 : mu[order[i + 1]];
      double here = mu[order[i]];
      double width = Math.max(here - below, above - here);
      if (n > 1 && i == 0) {
        width = above - here;
      } else if (n > 1 && i == n - 1) {
        width = here - below;
      }
      widths[order[i]] = Math.clamp(width, least, 1);
    }
    widths[n] = 1;
    return widths;
  }

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
    int cells = axes[c].cells();
    boolean isOwn =
        kernel < weights.length - 1
            && random.nextDouble() < 1 / (1 + (double) cells / weights.length);
    return isOwn ? mu[c][kernel] : axes[c].middle(random.nextInt(cells));
  }

  private double drawNumber(int c, int kernel, RandomGenerator random) {
    double low = erf(c, kernel, 0);
    double high = erf(c, kernel, 1);
    double z = InverseErf.value(low + random.nextDouble() * (high - low)) * SQRT_2;
    return axes[c].snapped(mu[c][kernel] + sigma[c][kernel] * z);
  }

  private double erf(int c, int kernel, double u) {
    return Erf.value((u - mu[c][kernel]) / (sigma[c][kernel] * SQRT_2));
  }

  /**
   * The logarithm of the density; for discrete coordinates, of the probability.
   *
   * @param point (d)
   */
  double logDensity(double[] point) {
    double[] product = weights.clone();
    double logScale = 0;
    for (int c = 0; c < axes.length; c++) {
      if (axes[c].isChoice()) {
        multiplyChoice(product, c, point[c]);
      } else if (axes[c].isDiscrete()) {
        multiplyCell(product, c, point[c]);
      } else {
        multiplyDensity(product, c, point[c]);
      }
      logScale += rescale(product);
    }
    return logScale + log(Arrays.stream(product).sum());
  }

  /**
   * Brings the largest factor to 1: a hundred coordinates would leave the range of a double. It is
   * never 0, for the prior is broad.
   *
   * @return the logarithm of what they were divided by
   */
  private static double rescale(double[] product) {
    double largest = Arrays.stream(product).max().orElseThrow();
    for (int i = 0; i < product.length; i++) {
      product[i] /= largest;
    }
    return log(largest);
  }

  private void multiplyChoice(double[] product, int c, double u) {
    int cells = axes[c].cells();
    int n = weights.length - 1;
    double other = 1.0 / (n + 1) / (1 + (double) cells / (n + 1));
    double own = other * (n + 2);
    for (int i = 0; i < n; i++) {
      product[i] *= mu[c][i] == u ? own : other;
    }
    product[n] /= cells;
  }

  private void multiplyCell(double[] product, int c, double u) {
    Axis axis = axes[c];
    int cell = axis.cell(u);
    for (int i = 0; i < product.length; i++) {
      product[i] *= normalMass(c, i, axis.edges()[cell], axis.edges()[cell + 1]) / mass[c][i];
    }
  }

  private void multiplyDensity(double[] product, int c, double u) {
    for (int i = 0; i < product.length; i++) {
      double z = (u - mu[c][i]) / sigma[c][i];
      product[i] *= exp(-z * z / 2) / (SQRT_2_PI * sigma[c][i] * mass[c][i]);
    }
  }

  private double normalMass(int c, int kernel, double from, double to) {
    double scale = sigma[c][kernel] * SQRT_2;
    return ErfDifference.value((from - mu[c][kernel]) / scale, (to - mu[c][kernel]) / scale) / 2;
  }
}
