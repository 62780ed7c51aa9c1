package dev.assay.evaluation;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;

/**
 * smECE (Błasiok and Nakkiran 2023, definition 5 and algorithm 1) as relplot 1.0.3 computes it:
 * residuals p − y smoothed with a Gaussian kernel that is reflected at 0 and 1, |r̂(t)| averaged by
 * the density; the bandwidth is the σ at which smECE_σ = σ, by ten steps of bisection. No bins.
 *
 * @param value in [0, 1]
 * @param bandwidth σ*, a multiple of 1/1024 from 1/512 to 1
 */
public record SmoothEce(double value, double bandwidth) {
  static final int LEAST_CELLS = 1000;
  private static final double LEAST_BANDWIDTH = 1e-3;
  private static final double TO_DENSITY = 1e-4;
  private static final int STEPS = 10;
  private static final int LEAST_POINTS = 200;
  private static final double KERNEL_ENDS = 7.5; // bandwidths; 6e-13 of its height

  public static SmoothEce of(Binary rows) {
    Grid[] last = new Grid[1];
    IntFunction<Grid> grids =
        cells -> {
          if (last[0] == null || last[0].cells() != cells) {
            last[0] = Grid.of(rows, cells);
          }
          return last[0];
        };
    DoubleUnaryOperator at = sigma -> grids.apply(cells(sigma)).smEce(sigma);
    double sigma = search(1, STEPS, s -> s < LEAST_BANDWIDTH || s < at.applyAsDouble(s));
    return new SmoothEce(at.applyAsDouble(sigma), sigma);
  }

  /** smECE_σ, of a bandwidth that is given. */
  public static double of(Binary rows, double bandwidth) {
    return Grid.of(rows, cells(bandwidth)).smEce(bandwidth);
  }

  /** smECE of a resample. */
  interface Again {
    /**
     * @param bandwidth of all rows
     */
    double of(Grid grid, double bandwidth);
  }

  /**
   * Of a resample: the search begins at twice the bandwidth of all rows or somewhat above, which is
   * where it would come to, and goes from 1 when it would not. The grid is that of all rows; for σ
   * of 0.01 and above it is the one that relplot takes.
   */
  static double again(Grid grid, double bandwidth) {
    int halvings = Math.clamp((int) Math.floor(-Math.log(2 * bandwidth) / Math.log(2)), 0, STEPS);
    double start = Math.scalb(1, -halvings);
    double[] last = {Double.NaN}; // value where it was not below: there the search ends
    DoublePredicate below =
        s -> {
          double value = s < LEAST_BANDWIDTH ? 1 : grid.smEce(s);
          last[0] = s < value ? last[0] : value;
          return s < value;
        };
    double found = search(start, STEPS - halvings, below);
    if (found == start && start < 1 && Double.isNaN(last[0])) {
      found = search(1, STEPS, below);
    }
    return Double.isNaN(last[0]) ? grid.smEce(found) : last[0];
  }

  private static double search(double start, int steps, DoublePredicate isBelow) {
    if (isBelow.test(start)) {
      return start;
    }
    double end = 0;
    for (int i = 0; i < steps; i++) {
      double middle = (start + end) / 2;
      if (isBelow.test(middle)) {
        end = middle;
      } else {
        start = middle;
      }
    }
    return start;
  }

  /** Of values at nodes, at t in [0, 1], by a straight line. */
  static double between(double[] values, double t) {
    double at = t * (values.length - 1);
    int cell = Math.min((int) at, values.length - 2);
    double up = at - cell;
    return values[cell] * (1 - up) + values[cell + 1] * up;
  }

  static int cells(double sigma) {
    return Math.max(2 * LEAST_CELLS, (int) Math.rint(20 / sigma)) / 2;
  }

  /** Σw(p − y) and Σw on the nodes 0, 1/cells, … 1; a row is divided between its two nodes. */
  static final class Grid {
    private final double[] residual;
    private final double[] mass;

    Grid(int cells) {
      residual = new double[cells + 1];
      mass = new double[cells + 1];
    }

    static Grid of(Binary rows, int cells) {
      return of(rows, cells, (p, y) -> p - y);
    }

    /** Of Σwy in place of Σw(p − y). */
    static Grid ofOutcomes(Binary rows, int cells) {
      return of(rows, cells, (_, y) -> y);
    }

    /**
     * @param value of a row in place of p − y, from p and y
     */
    static Grid of(Binary rows, int cells, DoubleBinaryOperator value) {
      Grid grid = new Grid(cells);
      double scale = 1;
      if (rows.w != null) {
        scale = rows.size() / Arrays.stream(rows.w).sum();
      }
      for (int i = 0; i < rows.size(); i++) {
        double w = scale * rows.weight(i);
        double at = rows.p[i] * cells;
        int cell = Math.min((int) at, cells - 1);
        double up = w * (at - cell);
        double r = value.applyAsDouble(rows.p[i], rows.y[i]);
        grid.add(cell, (w - up) * r, up * r, w - up, up);
      }
      return grid;
    }

    void add(int cell, double residualHere, double residualUp, double massHere, double massUp) {
      residual[cell] += residualHere;
      residual[cell + 1] += residualUp;
      mass[cell] += massHere;
      mass[cell + 1] += massUp;
    }

    int cells() {
      return residual.length - 1;
    }

    double smEce(double sigma) {
      double[] density = smoothed(mass, sigma);
      int points = points(sigma);
      double total = 0;
      for (int i = 0; i < points; i++) {
        total += between(density, i * (1.0 / (points - 1))) + TO_DENSITY;
      }
      return gap(sigma) / total;
    }

    /** What is above the line; of the same forecasts what is below it does not change. */
    double gap(double sigma) {
      double[] r = smoothed(residual, sigma);
      int points = points(sigma);
      double sum = 0;
      for (int i = 0; i < points; i++) {
        sum += Math.abs(between(r, i * (1.0 / (points - 1))));
      }
      return sum;
    }

    private static int points(double sigma) {
      return Math.max((int) Math.rint(10 / sigma), LEAST_POINTS);
    }

    /** Smoothed Σw(p − y), or Σwy, at the nodes. */
    double[] smoothedValues(double sigma) {
      return smoothed(residual, sigma);
    }

    /** Smoothed Σw at the nodes. */
    double[] smoothedMass(double sigma) {
      return smoothed(mass, sigma);
    }

    /**
     * Values mirrored to both sides, and the kernel of [−½, ½] laid over them; of an even number of
     * nodes it is off by half a cell, as in relplot.
     */
    private double[] smoothed(double[] values, double sigma) {
      int n = values.length;
      double[] mirrored = new double[3 * n - 2];
      for (int i = 0; i < n; i++) {
        mirrored[n - 1 - i] = values[i];
        mirrored[n - 1 + i] = values[i];
        mirrored[3 * n - 3 - i] = values[i];
      }
      double[] result = new double[n];
      double height = 1 / (Math.sqrt(2 * Math.PI) * sigma);
      int reach = (int) Math.ceil(KERNEL_ENDS * sigma * (n - 1)) + 1;
      int end = Math.min(n, n / 2 + reach + 1);
      for (int k = Math.max(0, n / 2 - reach); k < end; k++) {
        double d = (double) k / (n - 1) - 0.5;
        add(result, height * Math.exp(-d * d / (2 * sigma * sigma)), mirrored, n / 2 + k);
      }
      return result;
    }

    private static void add(double[] to, double factor, double[] from, int offset) {
      for (int j = 0; j < to.length; j++) {
        to[j] += factor * from[offset + j];
      }
    }
  }
}
