package dev.assay.evaluation;

import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/** Newton's method with halved steps (Nocedal and Wright 2006, chapter 3), for convex losses. */
final class Newton {
  private static final int MOST_STEPS = 100;
  private static final int MOST_HALVINGS = 40;
  private static final double SMALL = 1e-20; // of what a step lowers a mean loss by
  private static final double NOTHING = 1e-8; // a mean loss on its way to 0
  private static final double FAR = 1e4; // where a parameter is on its way to infinity

  /** A mean loss. */
  interface Loss {
    double at(double[] x);

    /**
     * @param gradient to be filled, 0 before
     * @param hessian to be filled, 0 before; both halves
     */
    void slopes(double[] x, double[] gradient, double[][] hessian);
  }

  private Newton() {}

  /** Where the loss is least; empty where it has no finite minimum. */
  static Optional<double[]> minimum(Loss loss, double[] start) {
    double[] x = start.clone();
    double value = loss.at(x);
    for (int i = 0; i < MOST_STEPS; i++) {
      double[] gradient = new double[x.length];
      double[][] hessian = new double[x.length][x.length];
      loss.slopes(x, gradient, hessian);
      double[] step = step(gradient, hessian);
      if (step.length == 0 || isFar(x)) {
        return Optional.empty();
      }
      double decrease = 0;
      for (int j = 0; j < x.length; j++) {
        decrease += step[j] * gradient[j];
      }
      double[] next = shorter(loss, x, value, step, decrease);
      double nextValue = loss.at(next);
      boolean isThere = decrease <= SMALL || !(nextValue < value);
      x = nextValue <= value ? next : x;
      value = Math.min(value, nextValue);
      if (isThere) {
        return value > NOTHING ? Optional.of(x) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static double[] shorter(
      Loss loss, double[] x, double value, double[] step, double decrease) {
    double length = 1;
    double[] next = minus(x, step, length);
    for (int i = 0;
        i < MOST_HALVINGS && !(loss.at(next) <= value - 1e-4 * length * decrease);
        i++) {
      length /= 2;
      next = minus(x, step, length);
    }
    return next;
  }

  private static double[] minus(double[] x, double[] step, double length) {
    double[] next = x.clone();
    for (int i = 0; i < next.length; i++) {
      next[i] -= length * step[i];
    }
    return next;
  }

  private static boolean isFar(double[] x) {
    for (double value : x) {
      if (!(Math.abs(value) < FAR)) {
        return true;
      }
    }
    return false;
  }

  /** H⁻¹g; nothing where H is singular: the loss is flat in some direction. */
  private static double[] step(double[] gradient, double[][] hessian) {
    try {
      return new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false), 1e-9, 1e-18)
          .getSolver()
          .solve(new ArrayRealVector(gradient, false))
          .toArray();
    } catch (MathRuntimeException e) {
      return new double[0];
    }
  }
}
