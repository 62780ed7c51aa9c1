package dev.assay.evaluation;

import static dev.assay.evaluation.MulticlassMetric.ACCURACY;
import static dev.assay.evaluation.MulticlassMetric.ACE;
import static dev.assay.evaluation.MulticlassMetric.AUPRC;
import static dev.assay.evaluation.MulticlassMetric.AUROC;
import static dev.assay.evaluation.MulticlassMetric.BRIER;
import static dev.assay.evaluation.MulticlassMetric.CLASSWISE_ECE;
import static dev.assay.evaluation.MulticlassMetric.DEBIASED_ECE;
import static dev.assay.evaluation.MulticlassMetric.ECE;
import static dev.assay.evaluation.MulticlassMetric.ECE_EQUAL_MASS;
import static dev.assay.evaluation.MulticlassMetric.F1;
import static dev.assay.evaluation.MulticlassMetric.KS;
import static dev.assay.evaluation.MulticlassMetric.LOG_LOSS;
import static dev.assay.evaluation.MulticlassMetric.MCE;
import static dev.assay.evaluation.MulticlassMetric.SHARPNESS;
import static dev.assay.evaluation.MulticlassMetric.SMOOTH_ECE;
import static dev.assay.evaluation.MulticlassMetric.TOP_5;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the metrics of K classes are made of: a tally of the top label, one of each class against
 * the rest, and what each row adds to a mean. It takes counts of rows.
 */
final class ClassTally {
  static final int TOP = 5;

  /** What stays as it is when rows are drawn anew. */
  static final class Ranks {
    final Multiclass rows;
    final Ranked top;
    final Ranked[] ofClass;
    final double smoothBandwidth;
    final boolean[] isInTop;
    final int[] called;
    final double[] nll;
    final double[] squares;

    Ranks(Multiclass rows) {
      this.rows = rows;
      int n = rows.size();
      Binary topLabel = rows.topLabel();
      this.smoothBandwidth = SmoothEce.of(topLabel).bandwidth();
      this.top = Ranked.of(topLabel, SmoothEce.cells(smoothBandwidth));
      this.ofClass =
          IntStream.range(0, rows.classes)
              .mapToObj(k -> Ranked.of(rows.oneVersusRest(k), SmoothEce.LEAST_CELLS))
              .toArray(Ranked[]::new);
      this.isInTop = new boolean[n];
      this.called = IntStream.range(0, n).map(rows::top).toArray();
      this.nll = new double[n];
      this.squares = new double[n];
      for (int i = 0; i < n; i++) {
        isInTop[i] = TopK.contains(rows, i, TOP);
        nll[i] = LogLoss.of(rows.probability(i, rows.y[i]), 1);
        squares[i] = squares(i);
      }
    }

    private double squares(int row) {
      double sum = 0;
      for (int k = 0; k < rows.classes; k++) {
        double r = rows.probability(row, k) - (rows.y[row] == k ? 1 : 0);
        sum += r * r;
      }
      return sum;
    }

    int size() {
      return called.length;
    }
  }

  private final Ranks ranks;
  private final Multiclass rows;
  private final Tally top;
  private final Tally[] ofClass;
  private final byte[] byRank;
  private byte[] counts = {};

  ClassTally(Ranks ranks) {
    this.ranks = ranks;
    this.rows = ranks.rows;
    this.byRank = new byte[ranks.size()];
    this.top = new Tally(ranks.top);
    this.ofClass = Arrays.stream(ranks.ofClass).map(Tally::new).toArray(Tally[]::new);
  }

  /**
   * In the order of {@link MulticlassMetric}.
   *
   * @param counts how often each row was drawn, in the order of the rows
   */
  double[] values(byte[] counts) {
    this.counts = counts;
    double[] values = new double[MulticlassMetric.values().length];
    means(values);
    ofTop(values);
    ofClasses(values);
    values[F1.ordinal()] = f1();
    return values;
  }

  /** The array is used for one tally after the other, each is done with it before the next. */
  private void count(Tally tally) {
    int[] order = tally.ranked.order;
    for (int i = 0; i < order.length; i++) {
      byRank[i] = counts[order[i]];
    }
    tally.count(byRank);
  }

  private double weight(int row) {
    return counts[row] * rows.weight(row);
  }

  private void means(double[] values) {
    double total = 0;
    for (int i = 0; i < ranks.size(); i++) {
      double c = weight(i);
      total += c;
      values[ACCURACY.ordinal()] += ranks.called[i] == rows.y[i] ? c : 0;
      values[TOP_5.ordinal()] += ranks.isInTop[i] ? c : 0;
      values[LOG_LOSS.ordinal()] += c * ranks.nll[i];
      values[BRIER.ordinal()] += c * ranks.squares[i];
    }
    for (MulticlassMetric metric : new MulticlassMetric[] {ACCURACY, TOP_5, LOG_LOSS, BRIER}) {
      values[metric.ordinal()] /= total;
    }
  }

  private void ofTop(double[] values) {
    count(top);
    Bins bins = top.equalWidth();
    values[ECE.ordinal()] = bins.ece();
    values[MCE.ordinal()] = bins.mce();
    values[DEBIASED_ECE.ordinal()] = bins.debiased();
    values[ECE_EQUAL_MASS.ordinal()] = top.equalMass(Ranked.BINS).ece();
    values[KS.ordinal()] = top.ks();
    values[SHARPNESS.ordinal()] = top.sharpness();
    values[SMOOTH_ECE.ordinal()] = SmoothEce.again(top.grid(), ranks.smoothBandwidth);
  }

  private void ofClasses(double[] values) {
    for (Tally tally : ofClass) {
      count(tally);
      values[AUROC.ordinal()] += tally.auroc() / ofClass.length;
      values[AUPRC.ordinal()] += tally.auprc() / ofClass.length;
      values[CLASSWISE_ECE.ordinal()] += tally.equalWidth().ece() / ofClass.length;
      values[ACE.ordinal()] += tally.equalMass(Ranked.BINS).meanGap() / ofClass.length;
    }
  }

  private double f1() {
    double[] right = new double[rows.classes];
    double[] either = new double[rows.classes]; // of the class, and called so
    for (int i = 0; i < ranks.size(); i++) {
      double c = weight(i);
      right[rows.y[i]] += ranks.called[i] == rows.y[i] ? c : 0;
      either[rows.y[i]] += c;
      either[ranks.called[i]] += c;
    }
    return IntStream.range(0, right.length)
        .filter(k -> either[k] > 0)
        .mapToDouble(k -> 2 * right[k] / either[k])
        .average()
        .orElse(Double.NaN);
  }
}
