package dev.assay.mlflow;

import dev.assay.query.Comparison;
import dev.assay.query.Filter;
import dev.assay.query.Literal;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Function;
import dev.assay.query.Operand.Kind;
import dev.assay.query.ParsedFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What MLflow's server means by a filter beyond what it says. */
final class RegisteredModelFilter {
  private static final String PROMPT = "mlflow.prompt.is_prompt";

  private RegisteredModelFilter() {}

  /** Prompts are found by those only who ask for them by their tag. */
  static ParsedFilter withoutPrompts(ParsedFilter parsed) {
    List<Filter> all =
        parsed.filter() instanceof Filter.And(var some) ? some : List.of(parsed.filter());
    List<Filter> others = new ArrayList<>(all);
    for (Filter filter : all) {
      if (filter instanceof Filter.Compare c
          && c.operand().kind() == Kind.TAG
          && c.operand().key().equals(PROMPT)
          && c.literal() instanceof Literal.Text(var word, var _)) {
        if (areMeant(c.comparison(), word.toLowerCase(Locale.ROOT))) {
          return parsed;
        }
        others.remove(filter); // models do not have the tag
      }
    }
    Operand isPrompt = new Operand(Kind.ATTRIBUTE, "prompt", Function.LAST, 0);
    others.add(new Filter.Compare(isPrompt, Comparison.EQUAL, new Literal.Flag(false, 0)));
    return new ParsedFilter(parsed.source(), new Filter.And(others));
  }

  private static boolean areMeant(Comparison comparison, String word) {
    return (comparison == Comparison.EQUAL && word.equals("true"))
        || (comparison == Comparison.NOT_EQUAL && word.equals("false"));
  }

  /**
   * What a metric is greater or less than is compared with all values that were measured of it: one
   * of them is enough. What it equals is its last value.
   */
  static Filter withAnyValue(Filter filter) {
    return switch (filter) {
      case Filter.And(var all) ->
          new Filter.And(all.stream().map(RegisteredModelFilter::withAnyValue).toList());
      case Filter.Or(var any) ->
          new Filter.Or(any.stream().map(RegisteredModelFilter::withAnyValue).toList());
      case Filter.Not(var negated) -> new Filter.Not(withAnyValue(negated));
      case Filter.Compare(var operand, var comparison, var literal)
          when operand.kind() == Kind.METRIC ->
          new Filter.Compare(anyOf(operand, comparison), comparison, literal);
      case Filter.Compare _, Filter.In _, Filter.IsNull _ -> filter;
    };
  }

  private static Operand anyOf(Operand metric, Comparison comparison) {
    Function function =
        switch (comparison) {
          case GREATER, AT_LEAST -> Function.MAX;
          case LESS, AT_MOST -> Function.MIN;
          case EQUAL, NOT_EQUAL, LIKE, ILIKE -> metric.function();
        };
    return new Operand(metric.kind(), metric.key(), function, metric.at());
  }
}
