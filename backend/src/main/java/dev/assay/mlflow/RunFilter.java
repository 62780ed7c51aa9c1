package dev.assay.mlflow;

import dev.assay.query.Filter;
import dev.assay.query.Literal;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Kind;
import dev.assay.query.ParsedFilter;
import dev.assay.query.Source;
import dev.assay.runs.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a filter of runs means to MLflow's clients: LOST and PAUSED runs are RUNNING there. */
final class RunFilter {
  private RunFilter() {}

  static ParsedFilter parse(String filter) {
    ParsedFilter parsed = ParsedFilter.parse(new Source("filter", filter));
    return new ParsedFilter(parsed.source(), withLostAndPaused(parsed.filter()));
  }

  private static Filter withLostAndPaused(Filter filter) {
    return switch (filter) {
      case Filter.And(var all) ->
          new Filter.And(all.stream().map(RunFilter::withLostAndPaused).toList());
      case Filter.Or(var any) ->
          new Filter.Or(any.stream().map(RunFilter::withLostAndPaused).toList());
      case Filter.Not(var negated) -> new Filter.Not(withLostAndPaused(negated));
      case Filter.Compare(var operand, var comparison, var literal)
          when isStatus(operand) && isRunning(literal) ->
          switch (comparison) {
            case EQUAL, LIKE, ILIKE -> runningLostOrPaused(operand, literal);
            case NOT_EQUAL -> new Filter.Not(runningLostOrPaused(operand, literal));
            case LESS, AT_MOST, GREATER, AT_LEAST -> filter;
          };
      case Filter.In(var operand, var literals) when isStatus(operand) ->
          withLostAndPaused(operand, literals);
      case Filter.Compare _, Filter.In _, Filter.IsNull _ -> filter;
    };
  }

  private static Filter runningLostOrPaused(Operand status, Literal running) {
    return withLostAndPaused(status, List.of(running));
  }

  private static Filter withLostAndPaused(Operand status, List<Literal> literals) {
    List<Literal> all = new ArrayList<>(literals);
    for (Literal literal : literals) {
      if (isRunning(literal)) {
        all.add(new Literal.Text(RunStatus.LOST.name(), literal.at()));
        all.add(new Literal.Text(RunStatus.PAUSED.name(), literal.at()));
      }
    }
    return new Filter.In(status, all);
  }

  private static boolean isStatus(Operand operand) {
    return operand.kind() == Kind.ATTRIBUTE
        && operand.key().toLowerCase(Locale.ROOT).equals("status");
  }

  private static boolean isRunning(Literal literal) {
    return literal instanceof Literal.Text(var word, var _)
        && word.equalsIgnoreCase(RunStatus.RUNNING.name());
  }
}
