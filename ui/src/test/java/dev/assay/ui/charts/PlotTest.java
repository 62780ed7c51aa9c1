package dev.assay.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vaadin.flow.dom.DomEvent;
import com.vaadin.flow.internal.JacksonUtils;
import com.vaadin.flow.internal.nodefeature.ElementListenerMap;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PlotTest {
  private static final RunId FIRST = RunId.of("018f0000-0000-7000-8000-000000000001");
  private static final RunId SECOND = RunId.of("018f0000-0000-7000-8000-000000000002");
  private static final String RATE = "params.lr";
  private static final String LOSS = "metrics.val/loss";

  @Test
  void the_element_is_told_the_kind_and_the_columns() {
    Plot plot = new Plot();
    plot.setSpec(
        PlotSpec.scatter("Loss by rate", RATE, LOSS).coloredBy("params.width").withLog(RATE, true));

    assertThat(plot.getElement().getPropertyRaw("spec").toString())
        .isEqualTo(
            """
            {"kind":"scatter","title":"Loss by rate","x":"params.lr","y":"metrics.val/loss",\
            "color":"params.width","size":null,"axes":[],"bins":null,"log":{"params.lr":true}}""");
    assertThat(plot.getElement().getAttribute("aria-label")).isEqualTo("Plot: Loss by rate");
  }

  @Test
  void rows_are_sent_by_column_and_what_is_missing_or_not_finite_stays_so() {
    Plot plot =
        new Plot(
            PlotSpec.scatter("", RATE, LOSS),
            List.of(
                new PlotRow(
                    FIRST, "<b>first</b>", 3, "adamw", Map.of(RATE, 1e-3, LOSS, Double.NaN)),
                new PlotRow(SECOND, "second", 11, null, Map.of(RATE, "auto", "tags.a", true))));

    assertThat(plot.getElement().getProperty("table"))
        .isEqualTo(
            """
            {"id":["%s","%s"],"name":["<b>first</b>","second"],"color":[3,11],"group":["adamw",null],\
            "values":{"metrics.val/loss":["NaN",null],"params.lr":[0.001,"auto"],"tags.a":[null,true]}}"""
                .formatted(FIRST, SECOND));
  }

  @Test
  void ten_thousand_rows_take_less_than_two_megabytes_of_a_session() {
    Plot plot = new Plot(PlotSpec.scatter("", RATE, LOSS), rows(Plot.MOST_ROWS));

    // Latin-1 texts take a byte a character
    assertThat(plot.getElement().getProperty("table").length()).isLessThan(2_000_000);
  }

  @Test
  void more_than_ten_thousand_rows_are_refused() {
    Plot plot = new Plot();

    assertThatThrownBy(() -> plot.setRows(rows(Plot.MOST_ROWS + 1)))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessage("rows is 10001: a plot shows at most 10000 runs");
  }

  @Test
  void marked_runs_are_told_and_that_none_are_marked_any_more() {
    Plot plot = new Plot();
    List<Optional<Set<RunId>>> told = new ArrayList<>();
    plot.addBrushListener(told::add);

    fire(plot, "brushed", "event.detail.ids", "[\"" + FIRST + "\", \"" + SECOND + "\"]");
    fire(plot, "brushed", "event.detail.ids", "[]");
    fire(plot, "brushed", "event.detail.ids", "null");

    assertThat(told)
        .containsExactly(
            Optional.of(Set.of(FIRST, SECOND)), Optional.of(Set.of()), Optional.empty());
  }

  @Test
  void a_clicked_run_and_the_order_of_axes_are_told() {
    Plot plot = new Plot();
    List<Object> told = new ArrayList<>();
    plot.addChosenListener(told::add);
    plot.addArrangedListener(told::add);

    fire(plot, "chosen", "event.detail.id", "\"" + SECOND + "\"");
    fire(plot, "arranged", "event.detail.axes", "[\"params.b\", \"params.a\"]");

    assertThat(told).containsExactly(SECOND, List.of("params.b", "params.a"));
  }

  @Test
  void a_plot_without_the_columns_of_its_kind_is_refused() {
    assertThatThrownBy(() -> PlotSpec.parallel("", List.of()))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessage("axes is empty: a parallel plot needs axes");
    assertThatThrownBy(
            () ->
                new PlotSpec(
                    PlotSpec.Kind.BOX, "", "params.a", null, null, null, List.of(), null, Map.of()))
        .hasMessage("y is empty: a box plot needs x and y");
  }

  @Test
  void limits_are_told_with_the_value_that_breaks_them() {
    assertThatThrownBy(() -> PlotSpec.histogram("", LOSS).withBins(201))
        .hasMessage("bins is 201: a histogram has 1 to 200 bins");
    assertThatThrownBy(() -> PlotSpec.parallel("", List.of(RATE, RATE)))
        .hasMessage("axes is params.lr, params.lr: a column is an axis only once");
    assertThatThrownBy(() -> PlotSpec.parallel("", columns(PlotSpec.MOST_AXES + 1)))
        .hasMessage("axes is 31: there are at most 30 axes");
    assertThatThrownBy(() -> PlotSpec.bar("", " "))
        .hasMessage("y is  : a column has 1 to 500 characters");
    assertThatThrownBy(() -> new PlotRow(FIRST, "", 12, null, Map.of()))
        .hasMessage("color is 12: colours are 0 to 11");
    assertThatThrownBy(() -> PlotRow.of(FIRST, "", Map.of(RATE, List.of())))
        .hasMessageContaining("params.lr is []: a value is a number, a text or true or false");
  }

  @Test
  void the_columns_of_a_plot_are_what_its_rows_need() {
    assertThat(PlotSpec.parallel("", List.of(RATE, LOSS)).coloredBy(LOSS).columns())
        .containsExactly(RATE, LOSS);
    assertThat(PlotSpec.scatter("", RATE, LOSS).sizedBy("duration").columns())
        .containsExactly(RATE, LOSS, "duration");
  }

  private static List<String> columns(int n) {
    return IntStream.range(0, n).mapToObj(i -> "params.p" + i).toList();
  }

  private static List<PlotRow> rows(int n) {
    return Collections.nCopies(
        n, PlotRow.of(FIRST, "trial-0001", Map.of(RATE, 0.0012345678, LOSS, 2.3456789012345)));
  }

  /** As the browser does. */
  private static void fire(Plot plot, String event, String expression, String json) {
    ObjectNode data = JacksonUtils.createObjectNode();
    data.set(expression, JacksonUtils.getMapper().readValue(json, JsonNode.class));
    plot.getElement()
        .getNode()
        .getFeature(ElementListenerMap.class)
        .fireEvent(new DomEvent(plot.getElement(), event, data));
  }
}
