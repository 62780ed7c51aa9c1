package dev.assay.ui.compare;

import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.ui.compare.ComparedRow.Kind;
import dev.assay.ui.text.ParamText;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the values of runs that plots show. */
record PlotValues(CompareReader reader, List<RunId> runs, Instant now) {
  /** Takes a value: a number, a text or true or false. */
  interface Sink {
    void put(RunId run, PlotColumn column, Object value);
  }

  void read(List<PlotColumn> columns, Sink sink) {
    Set<String> metrics =
        columns.stream()
            .filter(PlotColumn::isMetric)
            .map(PlotColumn::name)
            .collect(Collectors.toSet());
    Map<RunId, Map<String, MetricSummary>> latest =
        metrics.isEmpty() ? Map.of() : reader.latest(runs, metrics);
    for (PlotColumn column : columns) {
      switch (column.of()) {
        case PARAM -> params(column, sink);
        case DURATION ->
            reader.seconds(runs, now).forEach((run, value) -> sink.put(run, column, value));
        case LAST, MIN, MAX, MEAN ->
            latest.forEach((run, ofRun) -> metric(run, ofRun.get(column.name()), column, sink));
      }
    }
  }

  private static void metric(
      RunId run, @Nullable MetricSummary summary, PlotColumn column, Sink sink) {
    if (summary != null) {
      sink.put(
          run,
          column,
          switch (column.of()) {
            case MIN -> summary.min();
            case MAX -> summary.max();
            case MEAN -> summary.mean();
            case LAST, PARAM, DURATION -> summary.lastValue();
          });
    }
  }

  /** Some clients send only texts: a param whose texts all read as numbers is one of numbers. */
  private void params(PlotColumn column, Sink sink) {
    Map<RunId, JsonNode> values = new HashMap<>();
    reader.config(runs).stream()
        .filter(row -> row.kind() == Kind.PARAM && row.name().equals(column.name()))
        .forEach(
            row -> {
              for (int run = 0; run < runs.size(); run++) {
                @Nullable JsonNode value = row.values().get(run);
                if (value != null && !value.isNull()) {
                  values.put(runs.get(run), value);
                }
              }
            });
    boolean numbers = values.values().stream().allMatch(v -> number(v) != null);
    values.forEach(
        (run, value) -> {
          @Nullable Double number = numbers ? number(value) : null;
          sink.put(run, column, number == null ? ParamText.exact(value) : number);
        });
  }

  private static @Nullable Double number(JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    try {
      return value.isString() ? Double.valueOf(value.stringValue()) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
