package dev.assay.ui.workspace;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnRendering;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.data.renderer.Renderer;
import com.vaadin.flow.function.SerializableConsumer;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Kind;
import dev.assay.query.Order;
import dev.assay.query.RunGroup;
import dev.assay.query.Source;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Spans;
import dev.assay.ui.text.StatusName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table itself: cells are templates rather than components, so that rows and columns cost
 * nothing until they are seen.
 */
@Uses(TimeText.class) // its element stands in templates
@JsModule("context://elements/rows-ahead.js")
class RunGrid extends Grid<Row> {
  private static final int NAME_WIDTH = 210;
  private static final int NUMBER_WIDTH = 96;
  private static final int TEXT_WIDTH = 140;
  private static final int STATUS_WIDTH = 128;
  private static final Set<String> TIMES = Set.of("created", "start_time", "end_time");

  /** What of the table's rows is the person's, and what they do with it. */
  interface Hands {
    boolean isSelected(RunId run);

    void select(Run run, boolean selected);

    void selectAll(boolean selected);

    boolean isOnCharts(RunId run);

    void putOnCharts(Run run, boolean on);

    int colorOf(RunId run);

    /** What the runs of a group have in common. */
    String titleOf(Row.OfGroup group);

    boolean isOpen(Row.OfGroup group);

    void toggle(Row.OfGroup group);
  }

  private final Hands hands;
  private final Checkbox all = new Checkbox();
  private final Map<String, Column<Row>> byWords = new HashMap<>();

  RunGrid(Hands hands) {
    this.hands = hands;
    addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    addClassName("run-grid");
    setSelectionMode(SelectionMode.NONE);
    setColumnReorderingAllowed(true);
    setColumnRendering(ColumnRendering.LAZY);
    setMultiSort(true, MultiSortPriority.APPEND, true);
    setPageSize(100); // with pages of 50, rows are blank for longer when one scrolls fast
    getElement().setAttribute("aria-label", "Runs");
    getElement().executeJs("globalThis.assayRowsAhead(this)");
    all.setAriaLabel("Select all runs of this table");
    all.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            hands.selectAll(change.getValue());
          }
        });
  }

  /** Shows that all runs are selected, some, or none. */
  void showSelected(int selected, int of) {
    all.setValue(of > 0 && selected >= of);
    all.setIndeterminate(selected > 0 && selected < of);
  }

  /** Other columns than before. */
  void show(List<ColumnSpec> columns, List<String> sort) {
    removeAllColumns();
    byWords.clear();
    marks();
    List<ColumnSpec> pinnedFirst = new ArrayList<>(columns);
    pinnedFirst.sort((a, b) -> Boolean.compare(pinned(b), pinned(a)));
    pinnedFirst.forEach(column -> byWords.put(column.words(), column(column)));
    showSort(sort);
  }

  private static boolean pinned(ColumnSpec column) {
    return column.pinned() || column.isAttribute("name");
  }

  private void showSort(List<String> sort) {
    List<GridSortOrder<Row>> orders = new ArrayList<>();
    for (String text : sort) {
      Order order = Order.parse(new Source("sort", text));
      Column<Row> column = byWords.get(order.operand().inWords());
      if (column != null) {
        orders.add(
            new GridSortOrder<>(
                column, order.descending() ? SortDirection.DESCENDING : SortDirection.ASCENDING));
      }
    }
    sort(orders);
  }

  /** What people have sorted by, in the search language. */
  static List<String> words(List<GridSortOrder<Row>> orders) {
    return orders.stream()
        .map(
            order ->
                order.getSorted().getKey()
                    + (order.getDirection() == SortDirection.DESCENDING ? " desc" : ""))
        .toList();
  }

  /** Which runs are selected, and which are on the charts. */
  private void marks() {
    addColumn(
            LitRenderer.<Row>of(
                    "${item.run ? html`<input type='checkbox' class='row-check' .checked=${item.selected}"
                        + " aria-label=${'Select ' + item.name} @change=${(e) => select(e.target.checked)}>` : ''}")
                .withProperty("run", row -> row instanceof Row.OfRun)
                .withProperty("name", RunGrid::name)
                .withProperty(
                    "selected", row -> row instanceof Row.OfRun r && hands.isSelected(r.run().id()))
                .withFunction(
                    "select",
                    (row, args) -> {
                      if (row instanceof Row.OfRun r) {
                        hands.select(r.run(), args.get(0).asBoolean());
                      }
                    }))
        .setHeader(all)
        .setKey("select")
        .setWidth("50px")
        .setFlexGrow(0)
        .setFrozen(true);
    addColumn(
            LitRenderer.<Row>of(
                    "${item.run ? html`<button type='button' class='eye' aria-pressed=${item.on ? 'true' : 'false'}"
                        + " title=${item.on ? 'On the charts; hide' : 'Show on the charts'}"
                        + " aria-label=${'Show ' + item.name + ' on the charts'} @click=${() => chart(!item.on)}></button>` : ''}")
                .withProperty("run", row -> row instanceof Row.OfRun)
                .withProperty("name", RunGrid::name)
                .withProperty(
                    "on", row -> row instanceof Row.OfRun r && hands.isOnCharts(r.run().id()))
                .withFunction(
                    "chart",
                    (row, args) -> {
                      if (row instanceof Row.OfRun r) {
                        hands.putOnCharts(r.run(), args.get(0).asBoolean());
                      }
                    }))
        .setHeader(unseen("On charts"))
        .setKey("chart")
        .setWidth("44px")
        .setFlexGrow(0)
        .setFrozen(true);
  }

  /** For those who do not see the mark. */
  private static Span unseen(String text) {
    Span span = new Span(text);
    span.addClassName("unseen");
    return span;
  }

  private static String name(Row row) {
    return row instanceof Row.OfRun r ? r.run().name() : "";
  }

  private Column<Row> column(ColumnSpec spec) {
    Operand operand = spec.operand();
    boolean attribute = operand.kind() == Kind.ATTRIBUTE;
    Renderer<Row> renderer;
    int width = TEXT_WIDTH;
    boolean end = false;
    if (spec.isAttribute("name")) {
      renderer = nameRenderer();
      width = NAME_WIDTH;
    } else if (spec.isAttribute("status")) {
      renderer = statusRenderer();
      width = STATUS_WIDTH;
    } else if (spec.isAttribute("duration")) {
      renderer = spanRenderer(spec);
      width = NUMBER_WIDTH;
      end = true;
    } else if (attribute && TIMES.contains(operand.key())) {
      renderer = timeRenderer(operand.key());
      width = NUMBER_WIDTH + 8;
      end = true;
    } else {
      renderer = cellRenderer(spec);
      end = operand.kind() == Kind.METRIC || operand.kind() == Kind.PARAM;
      width = end ? NUMBER_WIDTH : TEXT_WIDTH;
    }
    Span header = new Span(spec.label());
    header.setTitle(spec.words());
    return addColumn(renderer)
        .setKey(spec.words())
        .setHeader(header)
        .setSortProperty(spec.words())
        .setTextAlign(end ? ColumnTextAlign.END : ColumnTextAlign.START)
        .setWidth((spec.width() == 0 ? width : spec.width()) + "px")
        .setResizable(true)
        .setFlexGrow(0)
        .setFrozen(pinned(spec));
  }

  private static LitRenderer<Row> cellRenderer(ColumnSpec spec) {
    return LitRenderer.<Row>of("<span class='number' title=${item.exact}>${item.text}</span>")
        .withProperty("text", row -> Cell.of(row, spec).text())
        .withProperty("exact", row -> Cell.of(row, spec).exact());
  }

  private LitRenderer<Row> nameRenderer() {
    SerializableConsumer<Row> toggle =
        row -> {
          if (row instanceof Row.OfGroup g) {
            hands.toggle(g);
          }
        };
    return LitRenderer.<Row>of(
            "${item.path ? html`<a class=${item.inGroup ? 'run-link in-group' : 'run-link'} href=${item.path} title=${item.name}>"
                + "<span class='swatch' style=${item.color}></span><span>${item.name}</span></a>`"
                + " : html`<button type='button' class='group-toggle' aria-expanded=${item.open ? 'true' : 'false'}"
                + " title=${item.name} @click=${() => toggle()}><span>${item.name}</span><span class='soft'>${item.runs}</span></button>`}")
        .withProperty("path", row -> row instanceof Row.OfRun r ? RunLink.path(r.run().id()) : "")
        .withProperty("inGroup", row -> row instanceof Row.OfRun r && r.inGroup())
        .withProperty(
            "color",
            row ->
                row instanceof Row.OfRun r
                    ? "--run-color: var(--run-" + hands.colorOf(r.run().id()) + ")"
                    : "")
        .withProperty("name", row -> row instanceof Row.OfGroup g ? hands.titleOf(g) : name(row))
        .withProperty("open", row -> row instanceof Row.OfGroup g && hands.isOpen(g))
        .withProperty(
            "runs",
            row ->
                row instanceof Row.OfGroup g ? Numbers.count(g.group().runs().size(), "run") : "")
        .withFunction("toggle", toggle);
  }

  /** {@code lr 0.001 · layers 4}. */
  static String title(Row.OfGroup row, List<Operand> by) {
    List<String> parts = new ArrayList<>();
    List<@Nullable String> keys = row.group().keys();
    for (int i = 0; i < Math.min(keys.size(), by.size()); i++) {
      String key = keys.get(i);
      parts.add(
          ColumnSpec.label(by.get(i)) + " " + (key == null ? "not set" : value(by.get(i), key)));
    }
    return String.join(" · ", parts);
  }

  private static String value(Operand operand, String key) {
    boolean status = operand.kind() == Kind.ATTRIBUTE && operand.key().equals("status");
    return status ? StatusName.of(RunStatus.valueOf(key)) : key;
  }

  private static LitRenderer<Row> statusRenderer() {
    return LitRenderer.<Row>of(
            "${item.status ? html`<span class=${'status ' + item.kind} title=${item.why}>${item.status}"
                + "<span class='soft'>${item.progress}</span></span>` : ''}")
        .withProperty(
            "kind",
            row -> row instanceof Row.OfRun r ? StatusName.styleClass(r.run().status()) : "")
        .withProperty(
            "status", row -> row instanceof Row.OfRun r ? StatusName.of(r.run().status()) : "")
        .withProperty("why", row -> row instanceof Row.OfRun r ? Cell.why(r.run()) : "")
        .withProperty("progress", row -> row instanceof Row.OfRun r ? progress(r.run()) : "");
  }

  private static String progress(Run run) {
    Double progress = run.progress();
    return run.status().hasEnded() || progress == null ? "" : " " + Numbers.percent(progress);
  }

  private static LitRenderer<Row> spanRenderer(ColumnSpec spec) {
    return LitRenderer.<Row>of(
            "${item.from ? html`<assay-time class='soft' from=${item.from} to=${item.to}></assay-time>`"
                + " : html`<span class='number' title=${item.exact}>${item.text}</span>`}")
        .withProperty("from", row -> row instanceof Row.OfRun r ? text(r.run().startedAt()) : "")
        .withProperty("to", row -> row instanceof Row.OfRun r ? text(r.run().endedAt()) : "")
        .withProperty("text", row -> row instanceof Row.OfGroup g ? meanSpan(g, spec) : "")
        .withProperty("exact", row -> row instanceof Row.OfGroup g ? Cell.of(g, spec).exact() : "");
  }

  private static String meanSpan(Row.OfGroup group, ColumnSpec spec) {
    RunGroup.Aggregate sum = group.numbers().get(spec.words());
    return sum == null || sum.n() == 0
        ? ""
        : Spans.rough(Duration.ofMillis((long) (sum.mean() * 1000)));
  }

  private static LitRenderer<Row> timeRenderer(String attribute) {
    return LitRenderer.<Row>of("<assay-time class='soft' at=${item.at}></assay-time>")
        .withProperty(
            "at", row -> row instanceof Row.OfRun r ? text(Cell.time(r.run(), attribute)) : "");
  }

  private static String text(@Nullable Instant time) {
    return time == null ? "" : time.toString();
  }

  /** The columns as they stand now, after somebody has moved some. */
  static List<ColumnSpec> inOrder(List<Column<Row>> columns, List<ColumnSpec> specs) {
    Map<String, ColumnSpec> byWords =
        specs.stream().collect(Collectors.toMap(ColumnSpec::words, spec -> spec, (a, b) -> a));
    return columns.stream()
        .map(column -> byWords.get(column.getKey()))
        .filter(spec -> spec != null)
        .toList();
  }
}
