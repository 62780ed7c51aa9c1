package dev.assay.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Forecasts and outcomes by bins of the probability. A bin has what is above its lower edge and up
 * to its upper one, (a, b]; the first has 0 too (Guo et al. 2017, scikit-learn).
 *
 * <p>Shapes: of m bins, edges has m + 1 values, all others m. {@code weight} is Σw, {@code
 * forecast} Σwp, {@code positive} Σwy; where there are no weights, weight and positive are counts.
 */
public record Bins(double[] edges, double[] weight, double[] forecast, double[] positive) {
  private static final int ROWS_OF_A_PART = 1 << 18;

  /** m bins of width 1/m. A pass over the rows, shared by the processors. */
  public static Bins equalWidth(Binary rows, int m) {
    checkCount(m);
    int parts = (rows.size() + ROWS_OF_A_PART - 1) / ROWS_OF_A_PART;
    Bins[] of =
        IntStream.range(0, parts)
            .parallel()
            .mapToObj(part -> part(rows, m, part))
            .toArray(Bins[]::new);
    Bins sum = empty(m);
    for (Bins part : of) { // in their order: the sum does not depend on the threads
      for (int b = 0; b < m; b++) {
        sum.weight[b] += part.weight[b];
        sum.forecast[b] += part.forecast[b];
        sum.positive[b] += part.positive[b];
      }
    }
    return sum;
  }

  private static Bins part(Binary rows, int m, int part) {
    Bins bins = empty(m);
    int end = Math.min(rows.size(), (part + 1) * ROWS_OF_A_PART);
    for (int i = part * ROWS_OF_A_PART; i < end; i++) {
      bins.add(bins.binOf(rows.p[i]), rows.weight(i), rows.p[i], rows.y[i]);
    }
    return bins;
  }

  private int binOf(double p) {
    int b = Math.min((int) (p * weight.length), weight.length - 1);
    return b > 0 && p <= edges[b] ? b - 1 : b;
  }

  private void add(int b, double w, double p, int y) {
    weight[b] += w;
    forecast[b] += w * p;
    positive[b] += w * y;
  }

  /**
   * m bins of about as many rows each: edges are the quantiles k/m of the probabilities (Hyndman
   * and Fan 1996, definition 7; scikit-learn's {@code strategy="quantile"}), by weight where there
   * are weights. Equal probabilities stay together, so a bin may be empty.
   */
  public static Bins equalMass(Binary rows, int m) {
    checkCount(m);
    Ranked ranked = Ranked.of(rows, SmoothEce.LEAST_CELLS);
    return Tally.of(ranked).equalMass(m);
  }

  static Bins empty(int m) {
    double[] edges = new double[m + 1];
    Arrays.setAll(edges, b -> widthEdge(b, m));
    return new Bins(edges, new double[m], new double[m], new double[m]);
  }

  static double widthEdge(int b, int m) {
    return b / (double) m;
  }

  static int widthBin(double p, int m) {
    int b = Math.min((int) (p * m), m - 1);
    return b > 0 && p <= widthEdge(b, m) ? b - 1 : b;
  }

  private static void checkCount(int m) {
    if (m < 1 || m > 10_000) {
      Findings findings = new Findings();
      findings.add("bins", m, "1 to 10000 are possible");
      findings.throwIfAny();
    }
  }

  public int count() {
    return weight.length;
  }

  public double totalWeight() {
    return Arrays.stream(weight).sum();
  }

  /** Mean probability in bin b; NaN where it is empty. */
  public double meanForecast(int b) {
    return forecast[b] / weight[b];
  }

  /** Share of positives in bin b; NaN where it is empty. */
  public double frequency(int b) {
    return positive[b] / weight[b];
  }

  /** Σ_b (n_b/n) |o_b − f_b|, in [0, 1] (Naeini et al. 2015; Guo et al. 2017, equation 3). */
  public double ece() {
    double sum = 0;
    for (int b = 0; b < count(); b++) {
      sum += Math.abs(positive[b] - forecast[b]);
    }
    return sum / totalWeight();
  }

  /** max_b |o_b − f_b| of the bins that are not empty (Guo et al. 2017, equation 5). */
  public double mce() {
    return occupied().mapToDouble(this::gap).max().orElse(Double.NaN);
  }

  /** Mean of |o_b − f_b| over the bins that are not empty: of equal mass, ACE of one class. */
  public double meanGap() {
    return occupied().mapToDouble(this::gap).average().orElse(Double.NaN);
  }

  private double gap(int b) {
    return Math.abs(frequency(b) - meanForecast(b));
  }

  private IntStream occupied() {
    return IntStream.range(0, count()).filter(b -> weight[b] > 0);
  }

  /**
   * The L2 calibration error without the bias of few rows in a bin (Kumar et al. 2019, section 5):
   * √max(0, Σ_b (n_b/n) [(o_b − f_b)² − o_b (1 − o_b)/(n_b − 1)]); a bin of one row counts 0.
   * Weights are taken for counts.
   */
  public double debiased() {
    double sum =
        occupied()
            .filter(b -> weight[b] > 1)
            .mapToDouble(
                b -> {
                  double o = frequency(b);
                  return weight[b] * (gap(b) * gap(b) - o * (1 - o) / (weight[b] - 1));
                })
            .sum();
    return Math.sqrt(Math.max(0, sum / totalWeight()));
  }

  /** Of the forecasts rounded to the mean of their bin (Murphy 1973). */
  public Murphy murphy() {
    double total = totalWeight();
    double base = Arrays.stream(positive).sum() / total;
    double reliability = 0;
    double resolution = 0;
    for (int b : occupied().toArray()) {
      reliability += weight[b] * gap(b) * gap(b);
      resolution += weight[b] * (frequency(b) - base) * (frequency(b) - base);
    }
    return new Murphy(reliability / total, resolution / total, base * (1 - base));
  }
}
