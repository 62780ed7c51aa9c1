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
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of K classes are made of: a tally of the top label, one of each class against
 * the rest, and what each row adds to a mean. It takes counts of rows.
 *
 * <p>Orders of the rows by all classes may be more than there is memory for, so it is of some of
 * the classes; the first of such parts has the top label and the means. Metrics are the sums of
 * those of all parts.
 */
final class ClassTally {
  static final int TOP = 5;

  /** Rows × classes that are in order at one time, 25 bytes each. */
  private static final int MOST_AT_ONCE = 1 << 22;

  /**
   * Some of the classes.
   *
   * @param to after the last
   */
  record Part(int from, int to) {}

  static List<Part> parts(Multiclass rows) {
    int k = rows.classes;
    int width = Math.clamp(MOST_AT_ONCE / rows.size(), 1, k);
    return IntStream.iterate(0, from -> from < k, from -> from + width)
        .mapToObj(from -> new Part(from, Math.min(k, from + width)))
        .toList();
  }

  /** What stays as it is when rows are drawn anew. */
  static final class Ranks {
    final Multiclass rows;
    final @Nullable Top top;
    final Ranked[] ofClass;

    Ranks(Multiclass rows, Part part) {
      this.rows = rows;
      this.top = part.from == 0 ? Top.of(rows) : null;
      this.ofClass =
          IntStream.range(part.from, part.to)
              .mapToObj(k -> Ranked.of(rows.oneVersusRest(k), SmoothEce.LEAST_CELLS))
              .toArray(Ranked[]::new);
    }
  }

  /**
   * Of the top label.
   *
   * @param called the most probable class of each row
   * @param nll of each row, as squares, what it adds to the Brier score
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Top(
      Ranked ranked,
      double smoothBandwidth,
      boolean[] isInTop,
      int[] called,
      double[] nll,
      double[] squares) {
    static Top of(Multiclass rows) {
      int n = rows.size();
      Binary topLabel = rows.topLabel();
      double bandwidth = SmoothEce.of(topLabel).bandwidth();
      boolean[] isInTop = new boolean[n];
      double[] nll = new double[n];
      double[] squares = new double[n];
      for (int i = 0; i < n; i++) {
        isInTop[i] = TopK.contains(rows, i, TOP);
        nll[i] = LogLoss.of(rows.probability(i, rows.y[i]), 1);
        squares[i] = rows.squares(i);
      }
      int[] called = IntStream.range(0, n).map(rows::top).toArray();
      Ranked ranked = Ranked.of(topLabel, SmoothEce.cells(bandwidth));
      return new Top(ranked, bandwidth, isInTop, called, nll, squares);
    }
  }

  private final Ranks ranks;
  private final Multiclass rows;
  private final @Nullable Tally top;
  private final Tally[] ofClass;
  private final SmoothEce.Again smoothEce;
  private final byte[] byRank;
  private byte[] counts = {};

  ClassTally(Ranks ranks, SmoothEce.Again smoothEce) {
    this.ranks = ranks;
    this.smoothEce = smoothEce;
    this.rows = ranks.rows;
    this.byRank = new byte[rows.size()];
    this.top = ranks.top == null ? null : new Tally(ranks.top.ranked);
    this.ofClass = Arrays.stream(ranks.ofClass).map(Tally::new).toArray(Tally[]::new);
  }

  /** Of each row once, all parts together. */
  static double[] estimates(Multiclass rows) {
    byte[] once = new byte[rows.size()];
    Arrays.fill(once, (byte) 1);
    double[] values = new double[MulticlassMetric.values().length];
    for (Part part : parts(rows)) {
      double[] of = new ClassTally(new Ranks(rows, part), (_, _) -> Double.NaN).values(once);
      Arrays.setAll(values, m -> values[m] + of[m]);
    }
    values[SMOOTH_ECE.ordinal()] = SmoothEce.of(rows.topLabel()).value();
    return values;
  }

  /**
   * What this part adds to the metrics, in the order of {@link MulticlassMetric}.
   *
   * @param counts how often each row was drawn, in the order of the rows
   */
  double[] values(byte[] counts) {
    this.counts = counts;
    double[] values = new double[MulticlassMetric.values().length];
    if (ranks.top != null && top != null) {
      means(ranks.top, values);
      ofTop(top, ranks.top.smoothBandwidth, values);
      values[F1.ordinal()] = f1(ranks.top.called);
    }
    ofClasses(values);
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

  private void means(Top of, double[] values) {
    double total = 0;
    for (int i = 0; i < rows.size(); i++) {
      double c = weight(i);
      total += c;
      values[ACCURACY.ordinal()] += of.called[i] == rows.y[i] ? c : 0;
      values[TOP_5.ordinal()] += of.isInTop[i] ? c : 0;
      values[LOG_LOSS.ordinal()] += c * of.nll[i];
      values[BRIER.ordinal()] += c * of.squares[i];
    }
    for (MulticlassMetric metric : new MulticlassMetric[] {ACCURACY, TOP_5, LOG_LOSS, BRIER}) {
      values[metric.ordinal()] /= total;
    }
  }

  private void ofTop(Tally tally, double bandwidth, double[] values) {
    count(tally);
    Bins bins = tally.equalWidth();
    values[ECE.ordinal()] = bins.ece();
    values[MCE.ordinal()] = bins.mce();
    values[DEBIASED_ECE.ordinal()] = bins.debiased();
    values[ECE_EQUAL_MASS.ordinal()] = tally.equalMass(Ranked.BINS).ece();
    values[KS.ordinal()] = tally.ks();
    values[SHARPNESS.ordinal()] = tally.sharpness();
    values[SMOOTH_ECE.ordinal()] = smoothEce.of(tally.grid(), bandwidth);
  }

  private void ofClasses(double[] values) {
    for (Tally tally : ofClass) {
      count(tally);
      values[AUROC.ordinal()] += tally.auroc() / rows.classes;
      values[AUPRC.ordinal()] += tally.auprc() / rows.classes;
      values[CLASSWISE_ECE.ordinal()] += tally.equalWidth().ece() / rows.classes;
      values[ACE.ordinal()] += tally.equalMass(Ranked.BINS).meanGap() / rows.classes;
    }
  }

  private double f1(int[] called) {
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
