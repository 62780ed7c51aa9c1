package dev.assay.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Where to start from. For shapes that are given the law is linear in its coefficients: they are
 * those of least squares of relative residuals, Σ ((L̂ᵢ − Lᵢ)/Lᵢ)² (of L^(1/q)), none below 0
 * (variable projection, Golub and Pereyra 1973; for this law Czech et al. 2026). A grid of shapes
 * takes the place of one of all parameters.
 */
final class Screen {
  private static final int VALUES = 18; // of each shape
  private static final int STARTS = 8;
  private static final double APART = 1.6; // factor between shapes of two starts
  private static final double LEAST_SHARE = 1e-3; // so that a term can come back

  private final Terms terms;
  private final double[] logLoss;
  private final Bounds bounds;

  Screen(Terms terms, double[] logLoss, Bounds bounds) {
    this.terms = terms;
    this.logLoss = logLoss;
    this.bounds = bounds;
  }

  private record Start(double[] theta, double objective) {}

  /** The best of the grid, at most eight, no two of them alike. */
  List<double[]> starts() {
    List<Start> all = new ArrayList<>();
    product(new double[terms.shapes()], 0, all);
    all.sort(Comparator.comparingDouble(Start::objective));
    List<double[]> taken = new ArrayList<>();
    for (Start start : all) {
      if (taken.size() < STARTS && taken.stream().noneMatch(t -> alike(t, start.theta))) {
        taken.add(start.theta);
      }
    }
    return taken;
  }

  private void product(double[] shapes, int next, List<Start> into) {
    if (next == shapes.length) {
      into.add(start(shapes));
      return;
    }
    double low = bounds.low()[terms.terms() + next];
    double high = bounds.high()[terms.terms() + next];
    int values = low == high ? 1 : VALUES;
    for (int v = 0; v < values; v++) {
      shapes[next] = values == 1 ? low : low * Math.pow(high / low, (v + 0.5) / values);
      product(shapes, next + 1, into);
    }
  }

  private boolean alike(double[] a, double[] b) {
    for (int i = terms.terms(); i < a.length; i++) {
      if (Math.abs(Math.log(a[i] / b[i])) > Math.log(APART)) {
        return false;
      }
    }
    return true;
  }

  private Start start(double[] shapes) {
    double[][] ratios = ratios(shapes);
    double[] coefficients = coefficients(ratios);
    double sum = 0;
    for (int i = 0; i < logLoss.length; i++) {
      double ratio = 0;
      for (int k = 0; k < ratios.length; k++) {
        ratio += coefficients[k] * ratios[k][i];
      }
      sum += HuberSum.huber(terms.power(shapes) * Math.log(ratio));
    }
    double[] theta = Arrays.copyOf(coefficients, coefficients.length + shapes.length);
    for (int k = 0; k < ratios.length; k++) {
      theta[k] = Math.log(coefficients[k]);
    }
    System.arraycopy(shapes, 0, theta, ratios.length, shapes.length);
    return new Start(theta, sum);
  }

  /** Of each term, with a coefficient of 1, to L^(1/q): (K, n). */
  private double[][] ratios(double[] shapes) {
    double[][] ratios = new double[terms.terms()][logLoss.length];
    double power = terms.power(shapes);
    for (int k = 0; k < ratios.length; k++) {
      for (int i = 0; i < logLoss.length; i++) {
        ratios[k][i] = Math.exp(terms.log(k, i, shapes) - logLoss[i] / power);
      }
    }
    return ratios;
  }

  private double[] coefficients(double[][] ratios) {
    double[] coefficients = new double[ratios.length];
    double[] target = new double[logLoss.length];
    Arrays.fill(target, 1);
    for (int k = 0; k < ratios.length; k++) {
      coefficients[k] = bounds.isFree(k) ? 0 : Math.exp(bounds.low()[k]);
      for (int i = 0; i < target.length; i++) {
        target[i] -= coefficients[k] * ratios[k][i];
      }
    }
    int[] open = IntStream.range(0, ratios.length).filter(bounds::isFree).toArray();
    double[] found = leastSquares(Arrays.stream(open).mapToObj(k -> ratios[k]).toList(), target);
    double total = Math.max(Arrays.stream(found).sum(), Double.MIN_NORMAL);
    for (int f = 0; f < open.length; f++) {
      coefficients[open[f]] = Math.max(found[f], LEAST_SHARE * total);
    }
    return coefficients;
  }

  /** None below 0: the best of all subsets, of which there are few. */
  private static double[] leastSquares(List<double[]> columns, double[] target) {
    int k = columns.size();
    double[][] squares = new double[k][k];
    double[] right = new double[k];
    for (int f = 0; f < k; f++) {
      right[f] = dot(columns.get(f), target);
      for (int g = 0; g < k; g++) {
        squares[f][g] = dot(columns.get(f), columns.get(g));
      }
    }
    double[] best = new double[k];
    double least = 0;
    for (int subset = 1; subset < 1 << k; subset++) {
      int[] chosen = chosen(subset, k);
      DecompositionSolver solver =
          new LUDecomposition(part(squares, chosen), Double.MIN_NORMAL).getSolver();
      if (solver.isNonSingular()) {
        RealVector b = part(right, chosen);
        double[] x = solver.solve(b).toArray();
        double value = -b.dotProduct(new ArrayRealVector(x, false)); // of x'Mx − 2 b'x
        if (value < least && Arrays.stream(x).allMatch(c -> c > 0)) {
          least = value;
          best = new double[k];
          for (int c = 0; c < chosen.length; c++) {
            best[chosen[c]] = x[c];
          }
        }
      }
    }
    return best;
  }

  private static int[] chosen(int subset, int k) {
    return IntStream.range(0, k).filter(f -> ((subset >> f) & 1) == 1).toArray();
  }

  private static RealMatrix part(double[][] all, int[] chosen) {
    return new Array2DRowRealMatrix(all, false).getSubMatrix(chosen, chosen);
  }

  private static RealVector part(double[] all, int[] chosen) {
    return new ArrayRealVector(Arrays.stream(chosen).mapToDouble(f -> all[f]).toArray(), false);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
