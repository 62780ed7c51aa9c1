package dev.assay.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/**
 * L = c₀ + c₁ u + c₂ u², u = ln x − centre, by least squares.
 *
 * @param c (3)
 */
record Parabola(double[] c, double centre) {
  /** Of at least three different x. */
  static Parabola of(List<Point> points, ToDoubleFunction<Point> x) {
    double[] logs = ParametricFit.logs(points, x);
    double centre = Arrays.stream(logs).average().orElseThrow();
    double[][] rows = new double[logs.length][];
    double[] losses = new double[logs.length];
    for (int i = 0; i < rows.length; i++) {
      double u = logs[i] - centre;
      rows[i] = new double[] {1, u, u * u};
      losses[i] = points.get(i).lossNats();
    }
    double[] c =
        new QRDecomposition(new Array2DRowRealMatrix(rows, false))
            .getSolver()
            .solve(new ArrayRealVector(losses, false))
            .toArray();
    return new Parabola(c, centre);
  }

  boolean hasMinimum() {
    return c[2] > 0 && Double.isFinite(argument());
  }

  /** x of the minimum. */
  double argument() {
    return Math.exp(centre - c[1] / (2 * c[2]));
  }

  double minimum() {
    return c[0] - c[1] * c[1] / (4 * c[2]);
  }
}
