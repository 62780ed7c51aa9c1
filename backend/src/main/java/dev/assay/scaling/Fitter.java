package dev.assay.scaling;

import dev.assay.scaling.HuberSum.Minimum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/** Fits any law that is a sum of terms, from many starts. */
final class Fitter {
  private static final double SINGULAR = 1e7; // condition; rounding alone moves parameters by 1e-9
  private static final double NEAR = 1e-6; // of a bound
  private static final int RESTARTS = 5;
  private static final double NO_SHARE = 1e-3; // of the loss of any point

  private final Terms terms;
  private final Bounds bounds;

  Fitter(Terms terms, Bounds bounds) {
    this.terms = terms;
    this.bounds = bounds;
  }

  /**
   * @param law of its parameters
   */
  <L> Fit<L> fit(double[] logLoss, Function<double[], L> law) {
    HuberSum sum = new HuberSum(terms, logLoss, bounds);
    Minimum minimum = minimum(sum, logLoss);
    double[][] slopes = sum.slopes(minimum.theta());
    double condition = condition(slopes);
    List<String> ends = ends(minimum.theta(), slopes);
    if (ends.isEmpty() && !(condition < SINGULAR)) {
      return new Fit.NotIdentifiable<>(
          "the condition of the slopes is %.1e: ".formatted(condition)
              + "several sets of parameters fit these points as well; "
              + "add runs that are not alike in params and tokens, or fix an exponent or the"
              + " floor");
    }
    if (!minimum.isConverged()) {
      return new Fit.NotIdentifiable<>(
          "the objective is so flat that its minimum was not reached from any start; "
              + "add runs, or fix an exponent or the floor");
    }
    double[] fitted = sum.log(minimum.theta());
    double[] residuals = new double[fitted.length];
    Arrays.setAll(residuals, i -> logLoss[i] - fitted[i]);
    Fit.Found<L> found =
        new Fit.Found<>(law.apply(minimum.theta()), minimum.objective(), residuals, condition);
    return ends.isEmpty() ? new Fit.Converged<>(found) : new Fit.AtBound<>(found, ends);
  }

  /** The best from all starts of the screen, followed until it stays. */
  private Minimum minimum(HuberSum sum, double[] logLoss) {
    return followed(sum, new Screen(terms, logLoss, bounds).starts().stream().map(sum::from));
  }

  /** From one start that is near already, as the fit of a resample is to that of the points. */
  double[] near(double[] start, double[] logLoss) {
    HuberSum sum = new HuberSum(terms, logLoss, bounds);
    Minimum first = sum.from(start);
    return first.isConverged() ? first.theta() : followed(sum, Stream.of(first)).theta();
  }

  private static Minimum followed(HuberSum sum, Stream<Minimum> found) {
    Minimum best = found.min(Comparator.comparingDouble(Minimum::objective)).orElseThrow();
    for (int i = 0; i < RESTARTS && !best.isConverged(); i++) {
      best = sum.from(best.theta());
    }
    return best;
  }

  /** The slope of a coefficient is q times the share of its term. */
  private List<String> ends(double[] theta, double[][] slopes) {
    List<String> ends = new ArrayList<>();
    double none = NO_SHARE * terms.power(Arrays.copyOfRange(theta, terms.terms(), theta.length));
    int[] free = bounds.free();
    for (int f = 0; f < free.length; f++) {
      int column = f;
      int i = free[f];
      double near = NEAR * Math.max(1, Math.abs(theta[i]));
      if (i < terms.terms()) {
        if (Arrays.stream(slopes).allMatch(row -> row[column] < none)) {
          ends.add(bounds.names()[i] + " is 0");
        }
      } else if (theta[i] <= bounds.low()[i] + near) {
        ends.add(bounds.names()[i] + " is at its least, " + bounds.low()[i]);
      } else if (theta[i] >= bounds.high()[i] - near) {
        ends.add(bounds.names()[i] + " is at its most, " + bounds.high()[i]);
      }
    }
    return ends;
  }

  private static double condition(double[][] slopes) {
    if (slopes[0].length == 0) {
      return 1;
    }
    double[][] scaled = new double[slopes.length][slopes[0].length];
    for (int f = 0; f < slopes[0].length; f++) {
      double length = 0;
      for (double[] row : slopes) {
        length = Math.hypot(length, row[f]);
      }
      for (int i = 0; i < slopes.length; i++) {
        scaled[i][f] = slopes[i][f] / length;
      }
    }
    return new SingularValueDecomposition(new Array2DRowRealMatrix(scaled, false))
        .getConditionNumber();
  }
}
