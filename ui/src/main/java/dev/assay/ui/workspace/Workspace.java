package dev.assay.ui.workspace;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.grid.contextmenu.GridContextMenu;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.splitlayout.SplitLayout;
import com.vaadin.flow.component.splitlayout.SplitLayoutVariant;
import com.vaadin.flow.data.provider.CallbackDataProvider;
import com.vaadin.flow.data.provider.Query;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.problem.Problem;
import dev.assay.query.Operand;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.ui.charts.ChartPanels;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.charts.ChartTools;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The runs of an experiment as a table and as charts, side by side. */
class Workspace extends Div implements RunGrid.Hands {
  /** Rows are read anew with every beat, the places of all of them less often. */
  private static final int BEATS_UNTIL_RELOAD = 5;

  private static final int MOST_IN_SIGHT = 150;

  private final ExperimentId experiment;
  private final TableReader table;
  private final Known.Reader reader;
  private final Runs runs;
  private final Consumer<Look> told;
  private final RunGrid grid = new RunGrid(this);
  private final Nothing none = new Nothing("");
  private final Span count = new Span();
  private final FilterBar filter;
  private final SelectionBar selection;
  private final ExportLinks exports = new ExportLinks();
  private final MultiSelectComboBox<Operand> groups = new MultiSelectComboBox<>();
  private final Select<Integer> charted = new Select<>();
  private final Select<Look.Split> split = new Select<>();
  private final ChartTools chartTools;
  private final ChartPanels charts = new ChartPanels();
  private final Div tablePane = new Div();
  private final Div chartPane = new Div();
  private final SplitLayout panes = new SplitLayout(tablePane, chartPane);
  private final SequencedSet<RunId> selected = new LinkedHashSet<>();

  private Look look;
  private volatile Known known = Known.NOTHING;
  private List<ColumnSpec> suiting = List.of();
  private List<ColumnSpec> shownColumns = List.of();
  private Places places = Places.ofRuns(List.of());
  private Charted onCharts;
  private List<ChartRun> drawn = List.of();
  private volatile List<RunId> inSight = List.of();
  private final Set<RunId> live = ConcurrentHashMap.newKeySet(); // of those that were in sight
  private volatile @Nullable RunId newest;
  private volatile Shown shown =
      new Shown(Look.from(QueryParameters.empty()), List.of(), List.of());
  private volatile int beats;
  private boolean showing;

  /**
   * @param told of every change of the look
   */
  Workspace(
      ExperimentId experiment,
      Look look,
      TableReader table,
      Known.Reader reader,
      Runs runs,
      Bulk bulk,
      boolean mayEdit,
      Pulse pulse,
      Consumer<Look> told) {
    this.experiment = experiment;
    this.look = look;
    this.table = table;
    this.reader = reader;
    this.runs = runs;
    this.told = told;
    this.onCharts = Charted.of(places, look);
    addClassNames("workspace", "fills");
    filter = new FilterBar(look.filter(), wanted -> change(this.look.withFilter(wanted)));
    selection =
        new SelectionBar(() -> selected, bulk, mayEdit, this::changedByHand, this::clearSelection);
    chartTools = new ChartTools(look.charts(), wanted -> change(this.look.withCharts(wanted)));
    add(filter, tools(), panes);
    panes();
    menu();
    grid.addSortListener(
        sort -> {
          if (sort.isFromClient()) {
            change(this.look.withSort(RunGrid.words(sort.getSortOrder())));
          }
        });
    grid.addColumnReorderListener(
        moved -> keepColumns(RunGrid.inOrder(moved.getColumns(), shownColumns)));
    grid.addColumnResizeListener(
        resized ->
            keepWidth(resized.getResizedColumn().getKey(), resized.getResizedColumn().getWidth()));
    grid.addItemClickListener(
        click -> {
          if (click.getItem() instanceof Row.OfRun row) {
            UI.getCurrentOrThrow().navigate(RunLink.path(row.run().id()));
          } else if (click.getItem() instanceof Row.OfGroup group) {
            toggle(group);
          }
        });
    charts.addLookListener(wanted -> change(this.look.withCharts(wanted)));
    begin();
    pulse.follow(this, this::news, this::refresh);
  }

  private Div tools() {
    groups.setPlaceholder("Group by");
    groups.setAriaLabel("Group runs by");
    groups.setItemLabelGenerator(ColumnSpec::label);
    groups.setClearButtonVisible(true);
    groups.addClassName("group-by");
    groups.addValueChangeListener(change -> change(look.withGroup(List.copyOf(change.getValue()))));
    charted.setItems(Look.CHARTED);
    charted.setAriaLabel("How many of the first rows are on the charts");
    charted.setItemLabelGenerator(n -> n + " on charts");
    charted.addClassName("narrow");
    charted.addValueChangeListener(change -> change(look.withCharted(change.getValue())));
    split.setItems(Look.Split.values());
    split.setAriaLabel("What is in sight");
    split.setItemLabelGenerator(Look.Split::label);
    split.addClassName("narrow");
    split.addValueChangeListener(change -> change(look.withSplit(change.getValue())));
    Button columns = new Button("Columns", click -> columnsDialog().open());
    count.addClassNames("soft", "number");
    Div tools = new Div(groups, columns, charted, split, exports, count);
    tools.addClassName("tools");
    return tools;
  }

  private void panes() {
    tablePane.addClassNames("fills", "table-pane");
    tablePane.add(selection, grid, none);
    chartPane.addClassName("chart-pane");
    chartPane.add(chartTools, charts);
    panes.addThemeVariants(SplitLayoutVariant.LUMO_SMALL);
    panes.setSplitterPosition(52);
    panes.addClassName("panes");
  }

  private ColumnsDialog columnsDialog() {
    return new ColumnsDialog(
        columns(),
        known,
        wanted -> change(look.withColumns(wanted)),
        () -> change(look.withColumns(List.of())));
  }

  private void menu() {
    GridContextMenu<Row> menu = grid.addContextMenu();
    menu.setDynamicContentHandler(
        row -> {
          menu.removeAll();
          if (!(row instanceof Row.OfRun of)) {
            return false;
          }
          Run run = of.run();
          menu.addItem("Open", click -> UI.getCurrentOrThrow().navigate(RunLink.path(run.id())));
          menu.addItem(
              isOnCharts(run.id()) ? "Hide from charts" : "Show on charts",
              click -> putOnCharts(run, !isOnCharts(run.id())));
          menu.addItem(
              isSelected(run.id()) ? "Unselect" : "Select",
              click -> select(run, !isSelected(run.id())));
          var colors = menu.addItem("Colour").getSubMenu();
          for (int color = 0; color < RunColor.COLORS; color++) {
            int wanted = color;
            Span swatch = new Span();
            swatch.addClassName("swatch");
            swatch.getStyle().set("--run-color", "var(--run-" + color + ")");
            Div choice = new Div(swatch, new Span("Colour " + (color + 1)));
            choice.addClassName("color-choice");
            colors.addItem(choice, click -> change(look.withColor(run.id(), wanted)));
          }
          return true;
        });
  }

  private void begin() {
    List<Run> some = table.newest(experiment, DefaultColumns.LOOKED_AT);
    learn(names(some));
    newest = some.isEmpty() ? null : some.getFirst().id();
    show();
    load()
        .ifPresent(
            wrong -> {
              // a link with a mistake in it still shows runs
              look = look.withFilter(RunFilter.NONE).withSort(List.of()).withGroup(List.of());
              show();
              load();
              filter.refuse(wrong);
            });
  }

  /** Under which names something is known of runs, and the columns that suit them. */
  private record Names(Known known, List<ColumnSpec> suiting) {}

  private Names names(List<Run> some) {
    Known of = reader.of(some.stream().map(Run::id).toList());
    return new Names(of, DefaultColumns.of(some, of));
  }

  private void learn(Names names) {
    known = names.known();
    suiting = names.suiting();
    filter.complete(known);
  }

  /** Another look, because a person wants it. */
  void change(Look wanted) {
    if (showing) { // it is this that sets the controls
      return;
    }
    Look before = look;
    look = wanted;
    boolean others =
        !before.filter().equals(wanted.filter())
            || !before.sort().equals(wanted.sort())
            || !before.group().equals(wanted.group())
            || (!wanted.group().isEmpty()
                && !words(before.columns()).equals(words(wanted.columns())));
    if (!before.filter().equals(wanted.filter()) || filter.shows(wanted.filter())) {
      filter.accept();
    }
    show();
    Optional<String> wrong = others ? load() : Optional.empty();
    if (wrong.isPresent()) {
      filter.refuse(wrong.get());
      look = before; // the table stays as it is until that is put right
      show();
    } else {
      if (!others) {
        draw();
      }
      told.accept(look);
    }
  }

  private static List<String> words(List<ColumnSpec> columns) {
    return columns.stream().map(ColumnSpec::words).toList();
  }

  /** Everything but the rows and the charts. */
  private void show() {
    showing = true;
    try {
      groups.setItems(
          Stream.concat(look.group().stream(), known.groups().stream()).distinct().toList());
      groups.setValue(new LinkedHashSet<>(look.group()));
      charted.setValue(look.charted());
      split.setValue(look.split());
      showPanes();
      chartTools.setLook(look.charts());
      charts.setLook(look.charts());
      List<ColumnSpec> columns = columns();
      if (!columns.equals(shownColumns)) {
        shownColumns = columns;
        grid.show(columns, look.sort());
      }
      exports.show(experiment, look);
    } finally {
      showing = false;
    }
  }

  /** Without runs there is only the table, which says why. */
  private void showPanes() {
    boolean empty = places.runs().isEmpty();
    tablePane.setVisible(empty || look.split() != Look.Split.CHARTS);
    chartPane.setVisible(!empty && look.split() != Look.Split.TABLE);
  }

  private List<ColumnSpec> columns() {
    return look.columns().isEmpty() ? suiting : look.columns();
  }

  /** Reads the places anew; what is wrong when that cannot be done. */
  private Optional<String> load() {
    try {
      take(table.places(experiment, look, columns()));
      return Optional.empty();
    } catch (Problem.Invalid e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), "this filter cannot be read"));
    }
  }

  private void take(Places wanted) {
    Places before = places;
    places = wanted;
    inSight = List.of();
    live.clear();
    places.openAsIn(before);
    selected.retainAll(new LinkedHashSet<>(places.runs()));
    grid.setItems(new CallbackDataProvider<Row, Void>(this::fetch, q -> places.size(), Row::id));
    boolean empty = places.runs().isEmpty();
    grid.setVisible(!empty);
    showPanes();
    none.setVisible(empty);
    none.say(whyNone());
    count.setText(
        places.groups().isEmpty()
            ? Numbers.count(places.runs().size(), "run")
            : Numbers.count(places.groups().size(), "group")
                + " of "
                + Numbers.count(places.runs().size(), "run"));
    showSelection();
    draw();
  }

  private String whyNone() {
    if (!look.filter().isEmpty()) {
      return "No run matches this filter.";
    }
    return switch (look.filter().shelf()) {
      case ACTIVE ->
          "This experiment has no runs yet. A run that is created with its name appears here.";
      case ARCHIVED -> "No run of this experiment is archived.";
      case DELETED -> "No run of this experiment is in the trash.";
    };
  }

  private Stream<Row> fetch(Query<Row, Void> query) {
    List<Row> rows = new ArrayList<>();
    List<RunId> seen = new ArrayList<>();
    for (Places.Part part : places.parts(query.getOffset(), query.getLimit())) {
      switch (part) {
        case Places.Part.Group(var group) -> rows.add(group);
        case Places.Part.Runs(var ids, var inGroup) -> {
          List<Row> read = table.rows(ids, shownColumns, inGroup);
          read.forEach(this::noteLive);
          rows.addAll(read);
          seen.addAll(ids);
        }
      }
    }
    keepInSight(seen);
    return rows.stream();
  }

  /** A grid fetches what is in sight page by page, and something around it. */
  private void keepInSight(List<RunId> seen) {
    SequencedSet<RunId> last = new LinkedHashSet<>(inSight);
    last.removeAll(seen);
    last.addAll(seen);
    List<RunId> all = List.copyOf(last);
    inSight = all.subList(Math.max(0, all.size() - MOST_IN_SIGHT), all.size());
  }

  private void draw() {
    onCharts = Charted.of(places, look);
    List<ChartRun> wanted = onCharts.chartRuns(runs.all(List.copyOf(onCharts.runs())), look);
    if (!wanted.equals(drawn)) {
      drawn = wanted;
      charts.setRuns(wanted);
    }
    shown = new Shown(look, shownColumns, drawn);
  }

  /** What a page showed when its news were read; what is no longer shown so is not put in. */
  private record Shown(Look look, List<ColumnSpec> columns, List<ChartRun> drawn) {}

  /**
   * @param places those of all rows, where they were read anew
   * @param names the same
   */
  private record News(
      Shown of,
      @Nullable RunId newest,
      List<Row> rows,
      List<Run> charted,
      Optional<Places> places,
      Optional<Names> names) {}

  /**
   * What has become of what is in sight: of runs that go on with every beat, of all of them less
   * often. Not on the thread of the user interface.
   */
  private News news() {
    Shown of = shown;
    List<Run> first = table.newest(experiment, 1);
    @Nullable RunId latest = first.isEmpty() ? null : first.getFirst().id();
    boolean another = !Objects.equals(latest, newest);
    boolean all = ++beats % BEATS_UNTIL_RELOAD == 0;
    List<RunId> seen = all ? inSight : inSight.stream().filter(live::contains).toList();
    List<RunId> charted =
        of.drawn().stream().filter(run -> all || run.live()).map(ChartRun::id).toList();
    boolean unknown = known.metrics().isEmpty();
    return new News(
        of,
        latest,
        seen.isEmpty() ? List.of() : table.rows(seen, of.columns(), !of.look().group().isEmpty()),
        charted.isEmpty() ? List.of() : runs.all(charted),
        all || another ? placesNow(of) : Optional.empty(),
        another || (all && unknown)
            ? Optional.of(names(table.newest(experiment, DefaultColumns.LOOKED_AT)))
            : Optional.empty());
  }

  /** Empty while the filter is being edited, which says so itself. */
  private Optional<Places> placesNow(Shown of) {
    try {
      return Optional.of(table.places(experiment, of.look(), of.columns()));
    } catch (Problem.Invalid e) {
      return Optional.empty();
    }
  }

  private void refresh(News news) {
    newest = news.newest();
    if (news.names().isPresent() && !news.names().get().known().equals(known)) {
      learn(news.names().get());
      show();
      draw();
    }
    if (!news.of().equals(shown)) {
      return; // the next beat is of what is shown now
    }
    news.places().filter(this::isOther).ifPresent(this::take);
    for (Row row : news.rows()) {
      noteLive(row);
      grid.getDataProvider().refreshItem(row);
    }
    if (haveChanged(news.charted())) {
      draw();
    }
  }

  /** Whether other runs stand elsewhere; sums of groups that go on change all the time. */
  private boolean isOther(Places now) {
    return !now.runs().equals(places.runs())
        || !now.groups().stream()
            .map(Row.OfGroup::id)
            .toList()
            .equals(places.groups().stream().map(Row.OfGroup::id).toList());
  }

  private void noteLive(Row row) {
    if (row instanceof Row.OfRun of) {
      if (of.run().status().hasEnded()) {
        live.remove(of.run().id());
      } else {
        live.add(of.run().id());
      }
    }
  }

  private boolean haveChanged(List<Run> charted) {
    Map<RunId, ChartRun> shown = new HashMap<>();
    drawn.forEach(run -> shown.put(run.id(), run));
    return charted.stream()
        .anyMatch(
            run -> {
              ChartRun before = shown.get(run.id());
              return before != null
                  && (before.live() == run.status().hasEnded()
                      || !before.name().equals(run.name()));
            });
  }

  private void changedByHand() {
    load();
  }

  @Override
  public boolean isSelected(RunId run) {
    return selected.contains(run);
  }

  @Override
  public void select(Run run, boolean on) {
    if (on) {
      selected.add(run.id());
    } else {
      selected.remove(run.id());
    }
    showSelection();
  }

  @Override
  public void selectAll(boolean on) {
    selected.clear();
    if (on) {
      selected.addAll(places.runs());
    }
    grid.getDataProvider().refreshAll();
    showSelection();
  }

  private void clearSelection() {
    selectAll(false);
  }

  private void showSelection() {
    grid.showSelected(selected.size(), places.runs().size());
    selection.show(look.filter().shelf());
  }

  @Override
  public boolean isOnCharts(RunId run) {
    return onCharts.runs().contains(run);
  }

  @Override
  public void putOnCharts(Run run, boolean on) {
    change(look.withOnCharts(run.id(), on, onCharts.first().contains(run.id())));
    grid.getDataProvider().refreshAll();
  }

  @Override
  public int colorOf(RunId run) {
    return Charted.color(run, look);
  }

  @Override
  public String titleOf(Row.OfGroup group) {
    return RunGrid.title(group, look.group());
  }

  @Override
  public boolean isOpen(Row.OfGroup group) {
    return places.isOpen(group);
  }

  @Override
  public void toggle(Row.OfGroup group) {
    places.toggle(group);
    grid.getDataProvider().refreshAll();
  }

  private void keepColumns(List<ColumnSpec> columns) {
    shownColumns = columns;
    change(look.withColumns(columns));
  }

  private void keepWidth(String words, String width) {
    int pixels = (int) Math.round(Double.parseDouble(width.replace("px", "")));
    keepColumns(
        columns().stream()
            .map(column -> column.words().equals(words) ? column.withWidth(pixels) : column)
            .toList());
  }

  Look look() {
    return look;
  }

  /** For the address of the page. */
  static void keepInAddress(Look look) {
    UI ui = UI.getCurrentOrThrow();
    ui.getPage()
        .getHistory()
        .replaceState(null, new Location(ui.getActiveViewLocation().getPath(), look.parameters()));
  }
}
