package dev.assay.ui.charts;

import static java.util.stream.Collectors.toCollection;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.dom.DomEvent;
import com.vaadin.flow.internal.JacksonUtils;
import com.vaadin.flow.shared.Registration;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BaseJsonNode;

/**
 * Runs as bars, points, a histogram, parallel coordinates or boxes. The element charts/plot.js
 * draws them, lets people choose some of them and exports what it shows.
 */
@Tag("assay-plot")
@JsModule("context://charts/plot.js")
public class Plot extends Component {
  public static final int MOST_ROWS = 10_000;

  private static final String IDS = "event.detail.ids";
  private static final String ID = "event.detail.id";
  private static final String AXES = "event.detail.axes";

  public Plot() {
    getElement().setAttribute("role", "figure");
  }

  public Plot(PlotSpec spec, List<PlotRow> rows) {
    this();
    setSpec(spec);
    setRows(rows);
  }

  public void setSpec(PlotSpec spec) {
    getElement().setPropertyJson("spec", (BaseJsonNode) JacksonUtils.beanToJson(spec));
    getElement()
        .setAttribute("aria-label", spec.title().isBlank() ? "Plot" : "Plot: " + spec.title());
  }

  /**
   * @param rows at most {@link #MOST_ROWS}
   */
  public void setRows(List<PlotRow> rows) {
    if (rows.size() > MOST_ROWS) {
      throw new Problem.Invalid("rows", rows.size(), "a plot shows at most " + MOST_ROWS + " runs");
    }
    getElement().setProperty("table", table(rows));
  }

  /**
   * The rows by column, as text: a session keeps what its elements were last told, and this is a
   * tenth of what the same rows take as a tree of JSON nodes.
   */
  private static String table(List<PlotRow> rows) {
    Map<String, Object> values = new LinkedHashMap<>();
    Set<String> columns =
        rows.stream()
            .flatMap(row -> row.values().keySet().stream())
            .collect(toCollection(TreeSet::new));
    for (String column : columns) {
      values.put(column, rows.stream().map(row -> row.values().get(column)).toList());
    }
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("id", rows.stream().map(row -> row.id().toString()).toList());
    table.put("name", rows.stream().map(PlotRow::name).toList());
    table.put("color", rows.stream().map(PlotRow::color).toList());
    table.put("group", rows.stream().map(PlotRow::group).toList());
    table.put("values", values);
    return JacksonUtils.getMapper().writeValueAsString(table);
  }

  /**
   * Tells which runs people have marked with the mouse; nothing when they took the marking back.
   */
  public Registration addBrushListener(Consumer<Optional<Set<RunId>>> listener) {
    return getElement()
        .addEventListener("brushed", event -> listener.accept(brushed(event)))
        .addEventData(IDS);
  }

  private static Optional<Set<RunId>> brushed(DomEvent event) {
    JsonNode ids = event.getEventData().path(IDS);
    if (!ids.isArray()) {
      return Optional.empty();
    }
    return Optional.of(
        ids.valueStream()
            .map(id -> RunId.of(id.asString()))
            .collect(toCollection(LinkedHashSet::new)));
  }

  /** Tells which run people have clicked. */
  public Registration addChosenListener(Consumer<RunId> listener) {
    return getElement()
        .addEventListener(
            "chosen", event -> listener.accept(RunId.of(event.getEventData().path(ID).asString())))
        .addEventData(ID);
  }

  /** Tells the axes of parallel coordinates, from left to right, after people have dragged one. */
  public Registration addArrangedListener(Consumer<List<String>> listener) {
    return getElement()
        .addEventListener(
            "arranged",
            event ->
                listener.accept(
                    event.getEventData().path(AXES).valueStream().map(JsonNode::asString).toList()))
        .addEventData(AXES);
  }
}
