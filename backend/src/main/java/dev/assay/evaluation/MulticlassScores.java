package dev.assay.evaluation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** All metrics of the same rows of K classes; NaN where one is not defined, and why. */
public final class MulticlassScores {
  private final Map<MulticlassMetric, Double> values;
  private final int[] empty; // classes without rows, or of all rows

  private MulticlassScores(Map<MulticlassMetric, Double> values, int[] empty) {
    this.values = values;
    this.empty = empty;
  }

  public static MulticlassScores of(Multiclass rows) {
    double[] all = ClassTally.estimates(rows);
    Map<MulticlassMetric, Double> values = new EnumMap<>(MulticlassMetric.class);
    for (MulticlassMetric metric : MulticlassMetric.values()) {
      values.put(metric, all[metric.ordinal()]);
    }
    return new MulticlassScores(values, empty(rows));
  }

  private static int[] empty(Multiclass rows) {
    double[] weights = new double[rows.classes];
    double total = 0;
    for (int i = 0; i < rows.size(); i++) {
      weights[rows.y[i]] += rows.weight(i);
      total += rows.weight(i);
    }
    double all = total;
    return IntStream.range(0, weights.length)
        .filter(k -> weights[k] == 0 || weights[k] == all)
        .toArray();
  }

  public double get(MulticlassMetric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  /** Why it is NaN; empty where it is a number. */
  public Optional<String> whyUndefined(MulticlassMetric metric) {
    if (!Double.isNaN(get(metric)) || empty.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "class %d has no rows, or all; rows of it and of others are needed".formatted(empty[0]));
  }
}
