package dev.assay.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Scores of two classes.
 *
 * @param scores the higher, the rather class 1
 * @param labels 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Ranking(double[] scores, int[] labels) {

  /**
   * An estimate with the middle 95 % of what it is on resampled rows.
   *
   * @param low 2.5th percentile
   * @param high 97.5th percentile
   */
  public record Interval(double value, double low, double high) {}

  /**
   * Probability that a row of class 1 has a higher score than one of class 0, ties counting half
   * (Hanley and McNeil 1982); NaN where one class is missing.
   */
  public double auroc() {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(scores[a], scores[b]));
    long positives = 0;
    double ranks = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0; // the mean of the ranks of those that tie
      for (int i = from; i < to; i++) {
        if (labels[order[i]] == 1) {
          ranks += rank;
          positives++;
        }
      }
      from = to;
    }
    long negatives = scores.length - positives;
    return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  /** AUROC with its percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13). */
  public Interval auroc(int resamples, RandomGenerator random) {
    return interval(auroc(), resamples, random, rows -> pick(rows).auroc());
  }

  /**
   * How much higher the AUROC is than that of other scores for the same rows, resampled in pairs.
   */
  public Interval aurocAbove(Ranking other, int resamples, RandomGenerator random) {
    return interval(
        auroc() - other.auroc(),
        resamples,
        random,
        rows -> pick(rows).auroc() - other.pick(rows).auroc());
  }

  private Interval interval(
      double value, int resamples, RandomGenerator random, ToDoubleFunction<int[]> statistic) {
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples is " + resamples + "; must be at least 1");
    }
    var values = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      int[] rows = random.ints(scores.length, 0, scores.length).toArray();
      values[i] = statistic.applyAsDouble(rows);
    }
    // without one of the classes there is none: such resamples are left out
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(value, Double.NaN, Double.NaN);
    }
    int last = sorted.length - 1;
    return new Interval(
        value, sorted[(int) Math.round(0.025 * last)], sorted[(int) Math.round(0.975 * last)]);
  }

  private Ranking pick(int[] rows) {
    var picked = new double[rows.length];
    var truth = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = scores[rows[i]];
      truth[i] = labels[rows[i]];
    }
    return new Ranking(picked, truth);
  }
}
