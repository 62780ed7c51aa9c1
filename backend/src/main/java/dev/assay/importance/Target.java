package dev.assay.importance;

import dev.assay.problem.Rules;
import dev.assay.series.MetricSummary;
import java.util.Locale;

/** What params may matter for: a number that a metric of a run comes to. */
public record Target(String metric, Part part) {
  private static final int LONGEST_METRIC = 500;

  /** What of a metric's values is meant. */
  public enum Part {
    LAST,
    MIN,
    MAX
  }

  public Target {
    Rules.text("metric", metric, 1, LONGEST_METRIC);
  }

  double of(MetricSummary summary) {
    return switch (part) {
      case LAST -> summary.lastValue();
      case MIN -> summary.min();
      case MAX -> summary.max();
    };
  }

  /** As the search language writes it. */
  @Override
  public String toString() {
    String operand = "metrics." + metric;
    return part == Part.LAST ? operand : part.name().toLowerCase(Locale.ROOT) + "(" + operand + ")";
  }
}
