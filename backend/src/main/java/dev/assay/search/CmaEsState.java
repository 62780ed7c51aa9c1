package dev.assay.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The state of CMA-ES after some generations; names and numbers of equations as in Hansen 2016,
 * "The CMA Evolution Strategy: A Tutorial" (arXiv 1604.00772), without negative weights.
 *
 * @param mean m, (d)
 * @param sigma σ
 * @param c C, (d, d)
 * @param ps p_σ, (d)
 * @param pc p_c, (d)
 * @param b eigenvectors of C in columns
 * @param scales roots of its eigenvalues, (d)
 */
record CmaEsState(
    double[] mean,
    double sigma,
    double[][] c,
    double[] ps,
    double[] pc,
    double[][] b,
    double[] scales,
    int generation) {

  /** Strategy parameters for d coordinates and λ points a generation (table 1). */
  record Parameters(
      int d,
      int lambda,
      double[] weights,
      double muEff,
      double cs,
      double ds,
      double cc,
      double c1,
      double cmu,
      double chiN) {

    static Parameters of(int d, int lambda) {
      double[] weights = new double[lambda / 2];
      Arrays.setAll(weights, i -> Math.log((lambda + 1) / 2.0) - Math.log(i + 1)); // (49)
      double sum = Arrays.stream(weights).sum();
      Arrays.setAll(weights, i -> weights[i] / sum);
      double muEff = 1 / Arrays.stream(weights).map(w -> w * w).sum(); // (8)
      double cs = (muEff + 2) / (d + muEff + 5); // (55)
      double ds = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (d + 1)) - 1) + cs; // (55)
      double cc = (4 + muEff / d) / (d + 4 + 2 * muEff / d); // (56)
      double c1 = 2 / ((d + 1.3) * (d + 1.3) + muEff); // (57)
      double cmu =
          Math.min(
              1 - c1, 2 * (0.25 + muEff + 1 / muEff - 2) / ((d + 2.0) * (d + 2) + muEff)); // (58)
      double chiN = Math.sqrt(d) * (1 - 1 / (4.0 * d) + 1 / (21.0 * d * d));
      return new Parameters(d, lambda, weights, muEff, cs, ds, cc, c1, cmu, chiN);
    }

    /** 4 + ⌊3 ln d⌋ (48). */
    static int lambda(int d) {
      return 4 + (int) (3 * Math.log(d));
    }
  }

  static CmaEsState start(double[] mean, double sigma) {
    int d = mean.length;
    double[][] identity = MatrixUtils.createRealIdentityMatrix(d).getData();
    double[] ones = new double[d];
    Arrays.fill(ones, 1);
    return new CmaEsState(mean, sigma, identity, new double[d], new double[d], identity, ones, 0);
  }

  /** A point of N(m, σ² C) (38–40). */
  double[] draw(RandomGenerator random) {
    double[] z = new double[mean.length];
    Arrays.setAll(z, i -> scales[i] * random.nextGaussian());
    double[] x = mean.clone();
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        x[i] += sigma * b[i][j] * z[j];
      }
    }
    return x;
  }

  /**
   * One generation on. Points may come from elsewhere, such as those that were repaired or drawn
   * from an earlier state: a step that is too long to have been drawn is shortened (Hansen 2011,
   * "Injecting External Solutions Into CMA-ES", equation 3).
   *
   * @param x (λ, d)
   * @param y (λ), less is better
   */
  CmaEsState next(Parameters p, double[][] x, double[] y) {
    Integer[] order = new Integer[y.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> y[i]));
    double[][] steps = new double[p.weights.length][];
    double[] yw = new double[p.d]; // (41)
    for (int k = 0; k < steps.length; k++) {
      steps[k] = step(x[order[k]]);
      for (int i = 0; i < p.d; i++) {
        yw[i] += p.weights[k] * steps[k][i];
      }
    }
    double[] m = new double[p.d];
    Arrays.setAll(m, i -> mean[i] + sigma * yw[i]); // (42), c_m = 1
    double[] white = white(yw);
    double[] newPs = new double[p.d];
    double bySigma = Math.sqrt(p.cs * (2 - p.cs) * p.muEff);
    Arrays.setAll(newPs, i -> (1 - p.cs) * ps[i] + bySigma * white[i]); // (43)
    double length = norm(newPs);
    double newSigma = sigma * Math.exp(Math.min(1, p.cs / p.ds * (length / p.chiN - 1))); // (44)
    double expected = Math.sqrt(1 - Math.pow(1 - p.cs, 2.0 * (generation + 1)));
    boolean stalled = length / expected >= (1.4 + 2 / (p.d + 1.0)) * p.chiN;
    double byRank = stalled ? 0 : Math.sqrt(p.cc * (2 - p.cc) * p.muEff);
    double[] newPc = new double[p.d];
    Arrays.setAll(newPc, i -> (1 - p.cc) * pc[i] + byRank * yw[i]); // (45)
    double[][] newC = covariance(p, steps, newPc, stalled);
    return decomposed(m, newSigma, newC, newPs, newPc, generation + 1);
  }

  /** (47). */
  private double[][] covariance(Parameters p, double[][] steps, double[] newPc, boolean stalled) {
    double kept = 1 - p.c1 - p.cmu + (stalled ? p.c1 * p.cc * (2 - p.cc) : 0);
    double[][] updated = new double[p.d][p.d];
    for (int i = 0; i < p.d; i++) {
      for (int j = 0; j <= i; j++) {
        double rankMu = 0;
        for (int k = 0; k < steps.length; k++) {
          rankMu += p.weights[k] * steps[k][i] * steps[k][j];
        }
        updated[i][j] = kept * c[i][j] + p.c1 * newPc[i] * newPc[j] + p.cmu * rankMu;
        updated[j][i] = updated[i][j];
      }
    }
    return updated;
  }

  private static CmaEsState decomposed(
      double[] m, double sigma, double[][] c, double[] ps, double[] pc, int generation) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(c);
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(matrix);
    double[] scales =
        Arrays.stream(eigen.getEigenvalues()).map(v -> Math.sqrt(Math.max(v, 1e-30))).toArray();
    return new CmaEsState(m, sigma, c, ps, pc, eigen.getV().getData(), scales, generation);
  }

  private double[] step(double[] x) {
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> (x[i] - mean[i]) / sigma);
    double length = norm(white(y));
    double most = Math.sqrt(x.length) + 2.0 * x.length / (x.length + 2);
    double shortened = Math.min(1, most / Math.max(length, 1e-300));
    Arrays.setAll(y, i -> y[i] * shortened);
    return y;
  }

  /** C^(−½) y. */
  private double[] white(double[] y) {
    double[] white = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      double along = 0;
      for (int i = 0; i < y.length; i++) {
        along += b[i][j] * y[i];
      }
      for (int i = 0; i < y.length; i++) {
        white[i] += b[i][j] * along / scales[j];
      }
    }
    return white;
  }

  /**
   * Whether it is so narrow, or so stretched, that nothing is to be won any more (appendix B.3).
   */
  boolean isSpent() {
    double widest = Arrays.stream(scales).max().orElseThrow();
    double narrowest = Arrays.stream(scales).min().orElseThrow();
    return sigma * widest < 1e-9 || widest / narrowest > 1e7;
  }

  private static double norm(double[] a) {
    return Math.sqrt(Arrays.stream(a).map(x -> x * x).sum());
  }
}
