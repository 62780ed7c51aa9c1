package dev.assay.ui.workspace;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.problem.Problem;
import dev.assay.query.Comparison;
import dev.assay.query.Filter;
import dev.assay.query.Literal;
import dev.assay.query.Operand;
import dev.assay.query.Order;
import dev.assay.query.ParsedFilter;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.query.Source;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Shelf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which runs are wanted: by a part of their name or in the search language, by their state; kept in
 * the address of the page.
 */
record RunFilter(String text, Optional<RunStatus> status, Shelf shelf) {
  static final RunFilter NONE = new RunFilter("", Optional.empty(), Shelf.ACTIVE);

  /** How a condition begins; anything else is looked for in names. */
  private static final Pattern CONDITION =
      Pattern.compile(
          "[\\s(]*(not[\\s(]+)*"
              + "((metrics?|param(eter)?s?|tags?|attr(ibutes?)?|run|datasets?)\\."
              + "|(last|min|max|mean)\\s*\\("
              + "|("
              + String.join("|", RunSearch.ATTRIBUTES)
              + ")\\s*([=<>!]|\\s(not\\s+)?(i?like|in|is)\\b)).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  static RunFilter from(QueryParameters parameters) {
    String wanted = parameters.getSingleParameter("status").orElse("");
    return new RunFilter(
        parameters.getSingleParameter("filter").orElse(""),
        Arrays.stream(RunStatus.values()).filter(s -> word(s).equals(wanted)).findFirst(),
        shelf(parameters.getSingleParameter("shelf").orElse("")));
  }

  Map<String, String> parameters() {
    return Map.of(
        "filter",
        text,
        "status",
        status.map(RunFilter::word).orElse(""),
        "shelf",
        shelf == Shelf.ACTIVE ? "" : word(shelf));
  }

  boolean isEmpty() {
    return text.isEmpty() && status.isEmpty();
  }

  /**
   * The runs of an experiment that are wanted.
   *
   * @param sort what they are sorted by, in the search language
   * @throws Problem.Invalid pointing at the character that is wrong
   */
  RunQuery query(ExperimentId experiment, List<String> sort) {
    Source source = new Source("Filter", text);
    if (text.indexOf('\0') >= 0) {
      throw source.wrong(text.indexOf('\0'), "it must not contain the character U+0000");
    }
    List<Filter> all = new ArrayList<>();
    if (CONDITION.matcher(text).matches()) {
      all.add(ParsedFilter.parse(source).filter());
    } else if (!text.isBlank()) {
      all.add(Filter.nameContains(text.strip()));
    }
    status.ifPresent(s -> all.add(is(s)));
    ParsedFilter filter = new ParsedFilter(source, new Filter.And(all));
    return new RunQuery(List.of(experiment), Set.of(shelf), filter, Order.parseAll(sort));
  }

  /** The same in the search language. */
  String inWords() {
    List<String> all = new ArrayList<>();
    if (CONDITION.matcher(text).matches()) {
      all.add("(" + text + ")");
    } else if (!text.isBlank()) {
      all.add("name ilike '%" + text.strip().replace("'", "''") + "%'");
    }
    status.ifPresent(s -> all.add("status = '" + s.name() + "'"));
    return String.join(" and ", all);
  }

  private static Filter is(RunStatus status) {
    return new Filter.Compare(
        Operand.of(Operand.Kind.ATTRIBUTE, "status"),
        Comparison.EQUAL,
        new Literal.Text(status.name(), 0));
  }

  private static Shelf shelf(String word) {
    return Arrays.stream(Shelf.values())
        .filter(s -> word(s).equals(word))
        .findFirst()
        .orElse(Shelf.ACTIVE);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
