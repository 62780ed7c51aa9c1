package dev.assay.evaluation;

import static dev.assay.evaluation.MulticlassMetric.*;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the metrics of K classes are made of: a tally of the top label, one of each class against
 * the rest, and what each row adds to a mean. It takes counts of rows.
 */
final class ClassTally {
  static final int TOP = 5;

  private final Multiclass rows;
  private final Tally top;
  private final Tally[] ofClass;
  private final byte[] isInTop;
  private final int[] called;
  private final double[] nll;
  private final double[] squares;
  private final byte[] byRank;
  private byte[] counts = {};

  ClassTally(Multiclass rows) {
    this.rows = rows;
    int n = rows.size();
    this.top = tally(rows.topLabel());
    this.ofClass =
        IntStream.range(0, rows.classes)
            .mapToObj(k -> tally(rows.oneVersusRest(k)))
            .toArray(Tally[]::new);
    this.isInTop = new byte[n];
    this.called = IntStream.range(0, n).map(rows::top).toArray();
    this.nll = new double[n];
    this.squares = new double[n];
    this.byRank = new byte[n];
    for (int i = 0; i < n; i++) {
      isInTop[i] = (byte) (TopK.contains(rows, i, TOP) ? 1 : 0);
      nll[i] = -Math.log(Math.max(rows.probability(i, rows.y[i]), LogLoss.EPSILON));
      for (int k = 0; k < rows.classes; k++) {
        double r = rows.probability(i, k) - (rows.y[i] == k ? 1 : 0);
        squares[i] += r * r;
      }
    }
  }

  private static Tally tally(Binary rows) {
    return new Tally(Ranked.of(rows, SmoothEce.LEAST_CELLS));
  }

  /**
   * @param counts how often each row was drawn, in the order of the rows
   */
  void count(byte[] counts) {
    this.counts = counts;
    count(top);
    for (Tally tally : ofClass) {
      count(tally);
    }
  }

  private void count(Tally tally) {
    int[] order = tally.ranked.order;
    for (int i = 0; i < order.length; i++) {
      byRank[i] = counts[order[i]];
    }
    tally.count(byRank);
  }

  /** In the order of {@link MulticlassMetric}. */
  double[] values() {
    double[] values = new double[MulticlassMetric.values().length];
    means(values);
    ofTop(values);
    ofClasses(values);
    values[F1.ordinal()] = f1();
    return values;
  }

  private double weight(int row) {
    return counts[row] * rows.weight(row);
  }

  private void means(double[] values) {
    double total = 0;
    for (int i = 0; i < called.length; i++) {
      double c = weight(i);
      total += c;
      values[ACCURACY.ordinal()] += called[i] == rows.y[i] ? c : 0;
      values[TOP_5.ordinal()] += c * isInTop[i];
      values[LOG_LOSS.ordinal()] += c * nll[i];
      values[BRIER.ordinal()] += c * squares[i];
    }
    for (MulticlassMetric metric : new MulticlassMetric[] {ACCURACY, TOP_5, LOG_LOSS, BRIER}) {
      values[metric.ordinal()] /= total;
    }
  }

  private void ofTop(double[] values) {
    Bins bins = top.equalWidth();
    values[ECE.ordinal()] = bins.ece();
    values[MCE.ordinal()] = bins.mce();
    values[DEBIASED_ECE.ordinal()] = bins.debiased();
    values[ECE_EQUAL_MASS.ordinal()] = equalMass(top).ece();
    values[KS.ordinal()] = top.ks();
    values[SHARPNESS.ordinal()] = top.sharpness();
    values[SMOOTH_ECE.ordinal()] = SmoothEce.again(top.grid(), 0.5);
  }

  private void ofClasses(double[] values) {
    values[AUROC.ordinal()] = mean(Tally::auroc);
    values[AUPRC.ordinal()] = mean(Tally::auprc);
    values[CLASSWISE_ECE.ordinal()] = mean(tally -> tally.equalWidth().ece());
    values[ACE.ordinal()] = mean(tally -> equalMass(tally).meanGap());
  }

  /** Its own counts: the array by rank has been used for the next class since. */
  private Bins equalMass(Tally tally) {
    int[] order = tally.ranked.order;
    for (int i = 0; i < order.length; i++) {
      byRank[i] = counts[order[i]];
    }
    return tally.equalMass(Ranked.BINS);
  }

  private double mean(ToDoubleFunction<Tally> of) {
    return Arrays.stream(ofClass).mapToDouble(of).average().orElseThrow();
  }

  private double f1() {
    double[] right = new double[rows.classes];
    double[] either = new double[rows.classes]; // of the class, and called so
    for (int i = 0; i < called.length; i++) {
      double c = weight(i);
      right[rows.y[i]] += called[i] == rows.y[i] ? c : 0;
      either[rows.y[i]] += c;
      either[called[i]] += c;
    }
    return IntStream.range(0, right.length)
        .filter(k -> either[k] > 0)
        .mapToDouble(k -> 2 * right[k] / either[k])
        .average()
        .orElse(Double.NaN);
  }
}
