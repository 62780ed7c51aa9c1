package dev.assay.scaling;

import java.util.Arrays;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/**
 * What is minimised: Σᵢ wᵢ Huber_δ(ln L̂ᵢ(θ) − ln Lᵢ) with δ = 10⁻³ (Hoffmann et al. 2022, equation
 * 3; the sum, not the mean, as Besiroglu et al. 2024 advise). Huber_δ(r) is r²/2 for |r| ≤ δ and
 * δ(|r| − δ/2) beyond.
 *
 * <p>It is half a sum of squares, of ρ = r for |r| ≤ δ and sgn(r) √(2δ|r| − δ²) beyond, whose slope
 * is continuous: Levenberg's and Marquardt's method minimises it exactly.
 */
final class HuberSum {
  static final double DELTA = 1e-3;
  private static final double TOLERANCE = 1e-14; // of the objective; SciPy's L-BFGS-B has 2e-9
  private static final double SINGULAR = 1e-30; // relative to the largest column
  private static final double FIRST_STEP = 100; // MINPACK's factor
  private static final int MOST_EVALUATIONS = 500;

  private final Terms terms;
  private final double[] logLoss;
  private final Bounds bounds;
  private final int[] free;

  /**
   * @param logLoss ln L, (n)
   */
  HuberSum(Terms terms, double[] logLoss, Bounds bounds) {
    this.terms = terms;
    this.logLoss = logLoss;
    this.bounds = bounds;
    this.free = bounds.free();
  }

  /**
   * @param isConverged false where the evaluations ran out; theta is the best that was seen then
   */
  record Minimum(double[] theta, double objective, boolean isConverged) {}

  static double huber(double r) {
    double size = Math.abs(r);
    return size <= DELTA ? r * r / 2 : DELTA * (size - DELTA / 2);
  }

  double at(double[] theta) {
    double sum = 0;
    double[] shares = new double[terms.terms()];
    double[] shapes = shapes(theta);
    for (int i = 0; i < logLoss.length; i++) {
      sum += huber(log(i, theta, shapes, shares) - logLoss[i]);
    }
    return sum;
  }

  /** ln L̂ at all points. */
  double[] log(double[] theta) {
    double[] shares = new double[terms.terms()];
    double[] shapes = shapes(theta);
    double[] logs = new double[logLoss.length];
    Arrays.setAll(logs, i -> log(i, theta, shapes, shares));
    return logs;
  }

  /** ∂ ln L̂ᵢ/∂θ of the parameters that are free, (n, p). */
  double[][] slopes(double[] theta) {
    double[] shares = new double[terms.terms()];
    double[] shapes = shapes(theta);
    double[][] slopes = new double[logLoss.length][];
    for (int i = 0; i < slopes.length; i++) {
      double log = log(i, theta, shapes, shares);
      slopes[i] = slopes(i, log, shapes, shares);
    }
    return slopes;
  }

  /** The local minimum from a start, which is clamped into the bounds. */
  Minimum from(double[] start) {
    double[] first = start.clone();
    Arrays.setAll(first, i -> bounds.clamp(i, first[i]));
    if (free.length == 0) {
      return new Minimum(first, at(first), true);
    }
    Residuals residuals = new Residuals(first);
    double[] x = Arrays.stream(free).mapToDouble(i -> first[i]).toArray();
    boolean converged = true;
    try {
      new LevenbergMarquardtOptimizer(FIRST_STEP, TOLERANCE, TOLERANCE, TOLERANCE, SINGULAR)
          .optimize(
              LeastSquaresFactory.create(
                  residuals,
                  new ArrayRealVector(logLoss.length),
                  new ArrayRealVector(x, false),
                  null,
                  null,
                  MOST_EVALUATIONS,
                  MOST_EVALUATIONS,
                  false,
                  residuals::clamped));
    } catch (MathIllegalStateException evaluationsRanOut) {
      converged = false;
    }
    return new Minimum(residuals.best, residuals.least, converged);
  }

  private double[] shapes(double[] theta) {
    return Arrays.copyOfRange(theta, terms.terms(), theta.length);
  }

  /** ln L̂ᵢ. */
  private double log(int i, double[] theta, double[] shapes, double[] shares) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = theta[k] + terms.log(k, i, shapes);
      most = Math.max(most, shares[k]);
    }
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = Math.exp(shares[k] - most);
      sum += shares[k];
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= sum;
    }
    return terms.power(shapes) * (most + Math.log(sum));
  }

  /**
   * @param log ln L̂ᵢ
   * @param shares of each term in the sum
   */
  private double[] slopes(int i, double log, double[] shapes, double[] shares) {
    double power = terms.power(shapes);
    double[] slopes = new double[free.length];
    for (int f = 0; f < free.length; f++) {
      int shape = free[f] - shares.length;
      if (shape < 0) {
        slopes[f] = power * shares[free[f]];
      } else if (terms.isPower(shape)) {
        slopes[f] = log / power;
      } else {
        for (int k = 0; k < shares.length; k++) {
          slopes[f] += shares[k] == 0 ? 0 : power * shares[k] * terms.slope(k, shape, i, shapes);
        }
      }
    }
    return slopes;
  }

  /** ρ and its slopes; keeps the best that was seen. */
  private final class Residuals implements MultivariateJacobianFunction {
    private double[] best;
    private double least = Double.POSITIVE_INFINITY;

    Residuals(double[] start) {
      best = start;
    }

    RealVector clamped(RealVector x) {
      for (int f = 0; f < free.length; f++) {
        x.setEntry(f, bounds.clamp(free[f], x.getEntry(f)));
      }
      return x;
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector x) {
      double[] theta = best.clone();
      for (int f = 0; f < free.length; f++) {
        theta[free[f]] = x.getEntry(f);
      }
      double[] shapes = shapes(theta);
      double[] shares = new double[terms.terms()];
      double[] rho = new double[logLoss.length];
      double[][] slopes = new double[logLoss.length][];
      double sum = 0;
      for (int i = 0; i < rho.length; i++) {
        double log = log(i, theta, shapes, shares);
        double r = log - logLoss[i];
        boolean inside = Math.abs(r) <= DELTA;
        double bent = inside ? r : Math.sqrt(2 * DELTA * Math.abs(r) - DELTA * DELTA);
        rho[i] = inside ? r : Math.copySign(bent, r);
        sum += rho[i] * rho[i] / 2;
        slopes[i] = slopes(i, log, shapes, shares);
        for (int f = 0; f < free.length; f++) {
          slopes[i][f] *= inside ? 1 : DELTA / bent;
        }
      }
      if (sum < least) {
        least = sum;
        best = theta;
      }
      return new Pair<>(new ArrayRealVector(rho, false), new Array2DRowRealMatrix(slopes, false));
    }
  }
}
