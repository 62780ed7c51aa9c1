package dev.assay.exports;

import dev.assay.problem.Problem;
import dev.assay.series.MetricSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What one number stands for a metric of a run. */
enum Statistic {
  LAST,
  MIN,
  MAX,
  MEAN;

  /**
   * Those of these names, in their order.
   *
   * @throws Problem.Invalid when one is none
   */
  static List<Statistic> named(List<String> names) {
    List<Statistic> all = new ArrayList<>();
    for (String name : names) {
      all.add(
          Arrays.stream(values())
              .filter(s -> s.name().equalsIgnoreCase(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Problem.Invalid("statistics", name, "they are last, min, max and mean")));
    }
    return all.stream().distinct().toList();
  }

  /** The name of the column; as the search language has it. */
  String column(String metric) {
    String operand = "metrics." + metric;
    return this == LAST ? operand : name().toLowerCase(Locale.ROOT) + "(" + operand + ")";
  }

  double of(MetricSummary metric) {
    return switch (this) {
      case LAST -> metric.lastValue();
      case MIN -> metric.min();
      case MAX -> metric.max();
      case MEAN -> metric.mean();
    };
  }
}
