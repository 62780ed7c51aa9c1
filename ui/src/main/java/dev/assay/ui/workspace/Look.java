package dev.assay.ui.workspace;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.problem.Problem;
import dev.assay.query.Operand;
import dev.assay.query.Order;
import dev.assay.query.Source;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartLook;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.parts.UrlWord;
import dev.assay.views.SavedViewId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Function;

/**
 * All that can be set of a workspace; kept in the address of the page, so that a link shows what
 * one sees. What an address has wrong is as if it were left out.
 *
 * @param sort what the table is sorted by, one after the other: {@code metrics.val/loss desc}
 * @param group what runs are put together by
 * @param columns of the table; empty for those that suit the runs
 * @param charted how many of the first rows are on the charts
 * @param hidden of these, those that are not
 * @param added runs further down that are on the charts all the same
 * @param colors of runs that somebody has given another than their own
 * @param split what is in sight
 * @param view which saved view this began as
 */
record Look(
    RunFilter filter,
    List<String> sort,
    List<Operand> group,
    List<ColumnSpec> columns,
    int charted,
    SequencedSet<RunId> hidden,
    SequencedSet<RunId> added,
    SequencedMap<RunId, Integer> colors,
    Split split,
    Optional<SavedViewId> view,
    ChartLook charts) {
  static final List<Integer> CHARTED = List.of(10, 25, 50, 100);
  static final int MOST_CHARTED = 100;
  private static final int MOST_COLUMNS = 200;
  private static final int MOST_SORTS = 10;
  private static final int MOST_GROUPS = 4;

  /** What is in sight: the table, the charts, or both. */
  enum Split implements UrlWord {
    BOTH("", "Table and charts"),
    TABLE("table", "Table only"),
    CHARTS("charts", "Charts only");

    private final String parameter;
    private final String label;

    Split(String parameter, String label) {
      this.parameter = parameter;
      this.label = label;
    }

    String label() {
      return label;
    }

    @Override
    public String parameter() {
      return parameter;
    }
  }

  static Look from(QueryParameters parameters) {
    Map<String, List<String>> all = parameters.getParameters();
    SequencedMap<RunId, Integer> colors = new LinkedHashMap<>();
    for (String text : values(all, "color")) {
      int colon = text.lastIndexOf(':');
      runId(text.substring(0, Math.max(0, colon)))
          .ifPresent(id -> color(text.substring(colon + 1)).ifPresent(c -> colors.put(id, c)));
    }
    return new Look(
        RunFilter.from(parameters),
        some(all, "sort", MOST_SORTS, Look::sort),
        some(all, "group", MOST_GROUPS, Look::operand),
        columns(all),
        parameters.getSingleParameter("runs").flatMap(Look::charted).orElse(CHARTED.getFirst()),
        new LinkedHashSet<>(some(all, "hide", MOST_CHARTED, Look::runId)),
        new LinkedHashSet<>(some(all, "show", MOST_CHARTED, Look::runId)),
        colors,
        UrlWord.of(parameters.getSingleParameter("split").orElse(""), Split.BOTH),
        parameters.getSingleParameter("view").flatMap(Look::viewId),
        ChartLook.from(parameters));
  }

  QueryParameters parameters() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    view.ifPresent(id -> all.put("view", List.of(id.toString())));
    all.putAll(withoutView());
    return new QueryParameters(all);
  }

  /** What a saved view keeps. */
  String query() {
    return new QueryParameters(withoutView()).getQueryString();
  }

  private Map<String, List<String>> withoutView() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    filter.parameters().forEach((name, value) -> put(all, name, List.of(value)));
    put(all, "sort", sort);
    put(all, "group", group.stream().map(Operand::inWords).toList());
    put(all, "column", columns.stream().map(ColumnSpec::text).toList());
    put(all, "runs", charted == CHARTED.getFirst() ? List.of() : List.of("" + charted));
    put(all, "hide", hidden.stream().map(RunId::toString).toList());
    put(all, "show", added.stream().map(RunId::toString).toList());
    put(
        all,
        "color",
        colors.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList());
    put(all, "split", List.of(split.parameter));
    charts.parameters().forEach((name, value) -> put(all, name, List.of(value)));
    return all;
  }

  private static void put(Map<String, List<String>> all, String name, List<String> values) {
    List<String> given = values.stream().filter(value -> !value.isEmpty()).toList();
    if (!given.isEmpty()) {
      all.put(name, given);
    }
  }

  private static List<String> values(Map<String, List<String>> all, String name) {
    return all.getOrDefault(name, List.of()).stream().limit(MOST_COLUMNS).toList();
  }

  private static <T> List<T> some(
      Map<String, List<String>> all, String name, int most, Function<String, Optional<T>> read) {
    List<T> some = new ArrayList<>();
    values(all, name).forEach(text -> read.apply(text).ifPresent(some::add));
    return some.stream().distinct().limit(most).toList();
  }

  /** One for each thing that is shown. */
  private static List<ColumnSpec> columns(Map<String, List<String>> all) {
    SequencedMap<String, ColumnSpec> columns = new LinkedHashMap<>();
    some(all, "column", MOST_COLUMNS, ColumnSpec::parse)
        .forEach(column -> columns.putIfAbsent(column.words(), column));
    return List.copyOf(columns.values());
  }

  private static Optional<String> sort(String text) {
    try {
      Order order = Order.parse(new Source("sort", text));
      return ColumnSpec.parse(order.operand().inWords())
          .map(column -> column.words() + (order.descending() ? " desc" : ""));
    } catch (Problem.Invalid e) {
      return Optional.empty();
    }
  }

  private static Optional<Operand> operand(String text) {
    return ColumnSpec.parse(text).map(ColumnSpec::operand);
  }

  private static Optional<RunId> runId(String text) {
    try {
      return Optional.of(RunId.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> color(String text) {
    return number(text).filter(n -> n >= 0 && n < RunColor.COLORS);
  }

  private static Optional<Integer> charted(String text) {
    return number(text).filter(CHARTED::contains);
  }

  private static Optional<SavedViewId> viewId(String text) {
    try {
      return Optional.of(SavedViewId.of(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Look withFilter(RunFilter wanted) {
    return new Look(
        wanted, sort, group, columns, charted, hidden, added, colors, split, view, charts);
  }

  Look withSort(List<String> wanted) {
    return new Look(
        filter, wanted, group, columns, charted, hidden, added, colors, split, view, charts);
  }

  /** With groups charts show their means, until somebody wants otherwise. */
  Look withGroup(List<Operand> wanted) {
    boolean begins = group.isEmpty() && !wanted.isEmpty();
    boolean ends = !group.isEmpty() && wanted.isEmpty();
    ChartLook.Band band = begins ? ChartLook.Band.STD : ends ? ChartLook.Band.NONE : charts.band();
    return new Look(
        filter,
        sort,
        wanted,
        columns,
        charted,
        hidden,
        added,
        colors,
        split,
        view,
        charts.withBand(band));
  }

  Look withColumns(List<ColumnSpec> wanted) {
    return new Look(
        filter, sort, group, wanted, charted, hidden, added, colors, split, view, charts);
  }

  /** So many of the first rows on the charts, and no others. */
  Look withCharted(int wanted) {
    return new Look(
        filter,
        sort,
        group,
        columns,
        wanted,
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        colors,
        split,
        view,
        charts);
  }

  /**
   * With a run on the charts or not.
   *
   * @param first whether it is on the charts unless somebody takes it off
   */
  Look withOnCharts(RunId run, boolean on, boolean first) {
    SequencedSet<RunId> hide = new LinkedHashSet<>(hidden);
    SequencedSet<RunId> show = new LinkedHashSet<>(added);
    if (on) {
      hide.remove(run);
      if (!first) {
        show.add(run);
      }
    } else {
      show.remove(run);
      if (first) {
        hide.add(run);
      }
    }
    return new Look(filter, sort, group, columns, charted, hide, show, colors, split, view, charts);
  }

  Look withColor(RunId run, int color) {
    SequencedMap<RunId, Integer> more = new LinkedHashMap<>(colors);
    more.put(run, color);
    return new Look(
        filter, sort, group, columns, charted, hidden, added, more, split, view, charts);
  }

  Look withSplit(Split wanted) {
    return new Look(
        filter, sort, group, columns, charted, hidden, added, colors, wanted, view, charts);
  }

  Look withView(Optional<SavedViewId> wanted) {
    return new Look(
        filter, sort, group, columns, charted, hidden, added, colors, split, wanted, charts);
  }

  Look withCharts(ChartLook wanted) {
    return new Look(
        filter, sort, group, columns, charted, hidden, added, colors, split, view, wanted);
  }
}
