package dev.assay.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Where to start from. For shapes that are given the law is linear in its coefficients: they are
 * those of least squares of relative residuals, Σ ((L̂ᵢ − Lᵢ)/Lᵢ)², none below 0 (variable projection,
 * Golub and Pereyra 1973; for this law Czech et al. 2026). A grid of shapes takes the place of one of
 * all parameters.
 */
final class Screen {
  private static final int VALUES = 18; // of each shape
  private static final int STARTS = 8;
  private static final double APART = 1.6; // factor between shapes of two starts
  private static final double LEAST_SHARE = 1e-3; // so that a term can come back

  private final Terms terms;
  private final double[] logLoss;
  private final Bounds bounds;
  private final HuberSum objective;

  Screen(Terms terms, double[] logLoss, Bounds bounds, HuberSum objective) {
    this.terms = terms;
    this.logLoss = logLoss;
    this.bounds = bounds;
    this.objective = objective;
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
      double[] theta = withCoefficients(shapes);
      into.add(new Start(theta, objective.at(theta)));
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

  private double[] withCoefficients(double[] shapes) {
    int k = terms.terms();
    double[] theta = new double[k + shapes.length];
    System.arraycopy(shapes, 0, theta, k, shapes.length);
    double[] target = new double[logLoss.length];
    Arrays.fill(target, 1);
    List<Integer> open = new ArrayList<>();
    for (int term = 0; term < k; term++) {
      theta[term] = bounds.low()[term];
      if (bounds.isFree(term)) {
        open.add(term);
      } else {
        for (int i = 0; i < target.length; i++) {
          target[i] -= Math.exp(theta[term] + terms.log(term, i, shapes) - logLoss[i]);
        }
      }
    }
    double[] found = leastSquares(open, target, shapes);
    double total = Math.max(Arrays.stream(found).sum(), Double.MIN_NORMAL);
    for (int f = 0; f < found.length; f++) {
      theta[open.get(f)] = Math.log(Math.max(found[f], LEAST_SHARE * total));
    }
    return theta;
  }

  /** None below 0: the best of all subsets, of which there are few. */
  private double[] leastSquares(List<Integer> open, double[] target, double[] shapes) {
    int k = open.size();
    RealMatrix columns = new Array2DRowRealMatrix(target.length, Math.max(1, k));
    for (int f = 0; f < k; f++) {
      for (int i = 0; i < target.length; i++) {
        columns.setEntry(i, f, Math.exp(terms.log(open.get(f), i, shapes) - logLoss[i]));
      }
    }
    RealMatrix squares = columns.transposeMultiply(columns);
    RealVector right = columns.preMultiply(new ArrayRealVector(target, false));
    double[] best = new double[k];
    double least = 0;
    for (int subset = 1; subset < 1 << k; subset++) {
      int[] chosen = chosen(subset, k);
      LUDecomposition lu = new LUDecomposition(squares.getSubMatrix(chosen, chosen), 1e-300);
      if (lu.getSolver().isNonSingular()) {
        RealVector part = part(right, chosen);
        double[] x = lu.getSolver().solve(part).toArray();
        double value = -part.dotProduct(new ArrayRealVector(x, false)); // of x'Mx − 2 b'x
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
    return IntStream.range(0, k).filter(f -> (subset >> f & 1) == 1).toArray();
  }

  private static RealVector part(RealVector all, int[] chosen) {
    return new ArrayRealVector(Arrays.stream(chosen).mapToDouble(all::getEntry).toArray(), false);
  }
}
