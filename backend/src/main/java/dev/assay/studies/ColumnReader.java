package dev.assay.studies;

import dev.assay.query.Operand;
import dev.assay.query.Operand.Kind;
import dev.assay.query.Source;
import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a column of runs. */
record ColumnReader(Column column, Operand operand) {
  static ColumnReader of(Column column) {
    return new ColumnReader(column, Operand.parse(new Source("column", column.word())));
  }

  boolean isMetric() {
    return operand.kind() == Kind.METRIC;
  }

  /** Of a metric, its name. */
  String key() {
    return operand.key();
  }

  /**
   * In units of one; may be NaN or infinite. Null when the run does not have it, or it is no
   * number.
   *
   * @param metrics of the run, by name
   */
  @Nullable Double of(Run run, Map<String, MetricSummary> metrics) {
    @Nullable Double number =
        switch (operand.kind()) {
          case METRIC -> value(metrics.get(operand.key()));
          case PARAM -> number(run.params().values().get(operand.key()));
          case TAG -> number(run.tags().get(operand.key()));
          case ATTRIBUTE, DATASET -> null;
        };
    return number == null ? null : (Double) (number * column.times());
  }

  private @Nullable Double value(@Nullable MetricSummary metric) {
    if (metric == null) {
      return null;
    }
    return switch (operand.function()) {
      case LAST -> metric.lastValue();
      case MIN -> metric.min();
      case MAX -> metric.max();
      case MEAN -> metric.mean();
    };
  }

  private static @Nullable Double number(@Nullable JsonNode value) {
    if (value == null || !value.isNumber() && !value.isString()) {
      return null;
    }
    return value.isNumber() ? (Double) value.doubleValue() : number(value.stringValue());
  }

  private static @Nullable Double number(@Nullable String text) {
    try {
      return text == null ? null : (Double) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
