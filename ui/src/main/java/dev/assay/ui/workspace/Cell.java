package dev.assay.ui.workspace;

import dev.assay.query.Operand;
import dev.assay.query.RunGroup;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import dev.assay.ui.text.StatusName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What stands in a place of the table.
 *
 * @param text in short
 * @param exact all of it, on hover
 */
record Cell(String text, String exact) {
  static final Cell NONE = new Cell("–", "");
  private static final int LONGEST = 200;
  private static final int LONGEST_EXACT = 2000;

  static Cell of(Row row, ColumnSpec column) {
    return switch (row) {
      case Row.OfRun run -> ofRun(run, column.operand());
      case Row.OfGroup group -> ofGroup(group, column);
    };
  }

  private static Cell ofRun(Row.OfRun row, Operand operand) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> attribute(row, operand.key());
      case PARAM -> param(row.run().params(), operand.key());
      case TAG -> text(row.run().tags().get(operand.key()));
      case METRIC -> metric(row.metrics(), operand);
      case DATASET -> NONE;
    };
  }

  private static Cell attribute(Row.OfRun row, String name) {
    Run run = row.run();
    return switch (name) {
      case "name" -> text(run.name());
      case "status" -> new Cell(StatusName.of(run.status()), why(run));
      case "user" -> text(run.createdBy());
      case "group" -> text(run.group());
      case "learnt" -> text(run.learnt());
      case "failure" -> text(run.failure());
      case "last_lines" -> text(run.lastLines());
      case "id" -> text(run.id().toString());
      case "progress" -> progress(run.progress());
      default -> text(row.more().get(name));
    };
  }

  /** When a column shows a moment: which. */
  static @Nullable Instant time(Run run, String attribute) {
    return switch (attribute) {
      case "created" -> run.createdAt();
      case "start_time" -> run.startedAt();
      case "end_time" -> run.endedAt();
      default -> null;
    };
  }

  static String why(Run run) {
    String failure = run.failure();
    return cut(failure == null ? StatusName.explanation(run.status()) : failure, LONGEST_EXACT);
  }

  private static Cell progress(@Nullable Double share) {
    return share == null ? NONE : new Cell(Numbers.percent(share), Numbers.exact(share));
  }

  private static Cell param(Params params, String address) {
    JsonNode value = params.values().get(address);
    return value == null
        ? new Cell("–", address + " is not set")
        : new Cell(
            cut(ParamText.brief(value), LONGEST),
            cut(address + " = " + ParamText.exact(value), LONGEST_EXACT));
  }

  private static Cell metric(Map<String, MetricSummary> metrics, Operand operand) {
    MetricSummary metric = metrics.get(operand.key());
    if (metric == null) {
      return NONE;
    }
    return number(
        switch (operand.function()) {
          case LAST -> metric.lastValue();
          case MIN -> metric.min();
          case MAX -> metric.max();
          case MEAN -> metric.mean();
        });
  }

  static Cell number(double value) {
    return new Cell(Numbers.brief(value), Numbers.exact(value));
  }

  private static Cell text(@Nullable String text) {
    return text == null || text.isEmpty()
        ? NONE
        : new Cell(cut(text, LONGEST), cut(text, LONGEST_EXACT));
  }

  /** Mean and standard deviation of what is summed up. */
  private static Cell ofGroup(Row.OfGroup row, ColumnSpec column) {
    RunGroup.Aggregate sum = row.numbers().get(column.words());
    if (sum == null) {
      return new Cell(
          "", "the first " + TableReader.MOST_SUMMED_UP + " columns of numbers are summed up");
    }
    if (sum.n() == 0) {
      return new Cell("", "no numbers");
    }
    String exact =
        "mean %s, from %s to %s, of %s"
            .formatted(
                Numbers.exact(sum.mean()),
                Numbers.exact(sum.min()),
                Numbers.exact(sum.max()),
                Numbers.count(sum.n(), "run"));
    return sum.n() < 2
        ? new Cell(Numbers.brief(sum.mean()), exact)
        : new Cell(Numbers.brief(sum.mean()) + " ± " + Numbers.brief(sum.std()), exact);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }
}
