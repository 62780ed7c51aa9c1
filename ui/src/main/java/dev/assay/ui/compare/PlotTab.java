package dev.assay.ui.compare;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.charts.Plot;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.charts.PlotSpec;
import dev.assay.ui.compare.ComparedRow.Kind;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Numbers;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plot of the runs by columns that one chooses, and under it a table of those that are marked in
 * it.
 */
abstract class PlotTab extends Div {
  private static final int LONGEST_TITLE = 200;

  private final Comparison comparison;
  private final CompareReader reader;
  private final Clock clock;
  private final Div tools = new Div();
  private final Plot plot = new Plot();
  private final Span marked = new Span();
  private final BrushedRuns table = new BrushedRuns();
  private final Nothing none = new Nothing("");
  private List<PlotRow> rows = List.of();
  private @Nullable Set<RunId> brushed;
  final CompareUrl url;

  PlotTab(Comparison comparison, CompareReader reader, CompareUrl url, Clock clock) {
    this.comparison = comparison;
    this.reader = reader;
    this.url = url;
    this.clock = clock;
    addClassName("plot-tab");
    tools.addClassNames("tools", "labelled");
    marked.addClassNames("soft", "number");
    marked.getElement().setAttribute("role", "status");
    plot.addBrushListener(ids -> brush(ids.orElse(null)));
    plot.addChosenListener(run -> brush(Set.of(run)));
    add(tools, none, plot, marked, table);
  }

  /** What is drawn with what is chosen now; empty when too little is, for the reason given. */
  abstract Optional<PlotSpec> spec();

  abstract String whatIsMissing();

  /** The controls. */
  Div tools() {
    return tools;
  }

  final void draw() {
    Optional<PlotSpec> spec = spec();
    plot.setVisible(spec.isPresent());
    table.setVisible(spec.isPresent());
    marked.setVisible(spec.isPresent());
    none.setVisible(spec.isEmpty());
    none.say(whatIsMissing());
    spec.ifPresent(
        wanted -> {
          List<String> columns = wanted.columns();
          rows = rows(columns);
          plot.setSpec(wanted);
          plot.setRows(rows);
          table.columns(columns);
          brush(null);
        });
  }

  private void brush(@Nullable Set<RunId> ids) {
    brushed = ids;
    List<PlotRow> shown =
        rows.stream().filter(row -> brushed == null || brushed.contains(row.id())).toList();
    table.show(shown);
    marked.setText(
        brushed == null
            ? Numbers.count(rows.size(), "run")
            : "%s of %s marked"
                .formatted(Numbers.whole(shown.size()), Numbers.count(rows.size(), "run")));
  }

  private List<PlotRow> rows(List<String> columns) {
    List<RunId> ids = comparison.ids();
    Map<RunId, Map<String, Object>> values = new HashMap<>();
    ids.forEach(id -> values.put(id, new HashMap<>()));
    List<PlotColumn> wanted =
        columns.stream().map(PlotColumn::of).flatMap(Optional::stream).toList();
    new PlotValues(reader, ids, clock.instant())
        .read(
            wanted,
            (run, column, value) ->
                Objects.requireNonNull(values.get(run)).put(column.words(), value));
    return comparison.runs().stream()
        .map(run -> row(run, values.getOrDefault(run.id(), Map.of())))
        .toList();
  }

  private static PlotRow row(ChartRun run, Map<String, Object> values) {
    return new PlotRow(run.id(), run.name(), run.color(), null, values);
  }

  /** What the runs differ in comes first. */
  private List<ComparedRow> config() {
    List<ComparedRow> all = reader.config(comparison.ids());
    return Stream.concat(
            all.stream().filter(ComparedRow::differs), all.stream().filter(row -> !row.differs()))
        .toList();
  }

  final List<String> columns() {
    return PlotColumn.all(config()).stream().map(PlotColumn::words).toList();
  }

  /** Params in which the runs differ. */
  final List<String> differingParams() {
    return reader.config(comparison.ids()).stream()
        .filter(row -> row.kind() == Kind.PARAM && row.differs())
        .map(row -> PlotColumn.param(row.name()).words())
        .toList();
  }

  /** The loss that tells most, or else any metric; null when there is none. */
  final @Nullable String headline() {
    String metric = Headline.of(reader.names(comparison.ids(), Kind.METRIC));
    return metric == null ? null : PlotColumn.metric(metric).words();
  }

  /** A choice of a column, kept in the address. */
  final ComboBox<String> choice(String label, String parameter, @Nullable String otherwise) {
    ComboBox<String> choice = new ComboBox<>(label);
    choice.setItems(
        query ->
            columns().stream()
                .filter(matches(query.getFilter().orElse(""))::test)
                .skip(query.getOffset())
                .limit(query.getLimit()));
    choice.setClearButtonVisible(true);
    String wanted = url.get(parameter);
    choice.setValue(PlotColumn.of(wanted).isPresent() ? wanted : otherwise);
    choice.addValueChangeListener(
        change -> {
          url.set(Map.of(parameter, Objects.requireNonNullElse(change.getValue(), "")));
          draw();
        });
    return choice;
  }

  /** Several columns, kept in the address with a bar between them. */
  final MultiSelectComboBox<String> choices(
      String label, String parameter, List<String> otherwise, int most) {
    MultiSelectComboBox<String> choices = new MultiSelectComboBox<>(label);
    choices.setItems(
        query ->
            columns().stream()
                .filter(matches(query.getFilter().orElse(""))::test)
                .skip(query.getOffset())
                .limit(query.getLimit()));
    choices.addClassName("axes");
    List<String> wanted =
        Arrays.stream(url.get(parameter).split("\\|"))
            .filter(words -> PlotColumn.of(words).isPresent())
            .distinct()
            .limit(most)
            .toList();
    choices.setValue(new LinkedHashSet<>(wanted.isEmpty() ? otherwise : wanted));
    choices.addValueChangeListener(
        change -> {
          if (change.getValue().size() > most) {
            choices.setValue(change.getOldValue());
            return;
          }
          url.set(Map.of(parameter, String.join("|", change.getValue())));
          draw();
        });
    return choices;
  }

  /** Of two columns, whose names may be long. */
  static String title(String y, String x) {
    String title = y + " by " + x;
    return title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title;
  }

  private static Predicate<String> matches(String part) {
    String wanted = part.toLowerCase(Locale.ROOT);
    return words -> words.toLowerCase(Locale.ROOT).contains(wanted);
  }
}
