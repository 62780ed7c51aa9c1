package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * Rows as they were decided: p ≥ 0.5 of two classes, the most probable one of more.
 *
 * @param label of a row: what it is
 * @param called what it was called
 */
record Decided(
    int size,
    int classes,
    IntUnaryOperator label,
    IntUnaryOperator called,
    IntToDoubleFunction weight) {
  private static final double THRESHOLD = 0.5;

  static Decided of(Predictions rows) {
    Binary binary = rows.binary();
    return binary == null ? of(Objects.requireNonNull(rows.multiclass())) : of(binary);
  }

  static Decided of(Binary rows) {
    return new Decided(
        rows.size(), 2, rows::label, i -> rows.probability(i) >= THRESHOLD ? 1 : 0, rows::weight);
  }

  static Decided of(Multiclass rows) {
    return new Decided(rows.size(), rows.classes(), rows::label, rows::top, rows::weight);
  }

  boolean isPositive(int row) {
    return label.applyAsInt(row) == 1;
  }

  boolean isCalledPositive(int row) {
    return called.applyAsInt(row) == 1;
  }

  /** Σw by label (first index) and by what was called. */
  double[][] confusion() {
    double[][] counts = new double[classes][classes];
    for (int i = 0; i < size; i++) {
      counts[label.applyAsInt(i)][called.applyAsInt(i)] += weight.applyAsDouble(i);
    }
    return counts;
  }

  /** Σw of each class. */
  double[] weights() {
    double[] weights = new double[classes];
    for (int i = 0; i < size; i++) {
      weights[label.applyAsInt(i)] += weight.applyAsDouble(i);
    }
    return weights;
  }

  /** Rows of each class, whatever their weight. */
  long[] counts() {
    long[] counts = new long[classes];
    for (int i = 0; i < size; i++) {
      counts[label.applyAsInt(i)]++;
    }
    return counts;
  }

  boolean isWeighted() {
    for (int i = 1; i < size; i++) {
      if (weight.applyAsDouble(i) != weight.applyAsDouble(0)) {
        return true;
      }
    }
    return false;
  }

  /** How many rows of one weight say as much as some of these: (Σw)²/Σw² (Kish 1965). */
  double effective(IntPredicate which) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      if (which.test(i)) {
        double w = weight.applyAsDouble(i);
        sum += w;
        squares += w * w;
      }
    }
    return squares == 0 ? 0 : sum * sum / squares;
  }
}
