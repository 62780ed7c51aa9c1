package dev.assay.ui.experiments;

import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import dev.assay.runs.Run;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.ShownTags;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import dev.assay.ui.text.StatusName;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The table of runs. Cells are templates rather than components, so that thousands of rows cost
 * nothing.
 */
@Uses(TimeText.class) // its element stands in templates
class RunGrid extends Grid<RunRow> {
  /**
   * @param params addresses of the params that get a column
   * @param tags whether there is a column for tags
   */
  RunGrid(List<String> params, boolean tags) {
    addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    addClassName("opens-rows");
    setSelectionMode(SelectionMode.NONE);
    setColumnReorderingAllowed(true);
    name();
    status();
    number("Train loss", RunRow::trainLoss);
    number("Val loss", RunRow::validationLoss);
    number("Tokens/s", RunRow::speed);
    params.forEach(this::param);
    span();
    created();
    if (tags) {
      tags();
    }
    addItemClickListener(
        click -> getUI().ifPresent(ui -> ui.navigate(RunLink.path(click.getItem().run().id()))));
  }

  private void param(String address) {
    addColumn(text(row -> param(row.run(), address)))
        .setHeader(lastName(address))
        .setTooltipGenerator(row -> address + " = " + exactParam(row.run(), address))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("76px")
        .setResizable(true)
        .setFlexGrow(0);
  }

  private void tags() {
    addColumn(text(row -> tags(row.run())))
        .setHeader("Tags")
        .setTooltipGenerator(row -> tags(row.run()))
        .setWidth("140px")
        .setResizable(true)
        .setFlexGrow(1);
  }

  private static LitRenderer<RunRow> text(ValueProvider<RunRow, String> value) {
    return LitRenderer.<RunRow>of("<span class='number'>${item.value}</span>")
        .withProperty("value", value);
  }

  /** The last name of an address tells most; all of it is on hover. */
  private static String lastName(String address) {
    return address.substring(address.lastIndexOf('.') + 1);
  }

  private static String param(Run run, String address) {
    JsonNode value = run.params().values().get(address);
    return value == null ? "–" : ParamText.brief(value);
  }

  private static String exactParam(Run run, String address) {
    JsonNode value = run.params().values().get(address);
    return value == null ? "not set" : ParamText.exact(value);
  }

  private static String tags(Run run) {
    return ShownTags.of(run).entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private void name() {
    addColumn(
            LitRenderer.<RunRow>of(
                    "<a class='run-link' href=${item.path} title=${item.name}>"
                        + "<span class='swatch' style=${item.color}></span><span>${item.name}</span></a>")
                .withProperty("path", row -> RunLink.path(row.run().id()))
                .withProperty("color", row -> "--run-color: " + RunColor.css(row.run().id()))
                .withProperty("name", row -> row.run().name()))
        .setHeader("Name")
        .setWidth("180px")
        .setResizable(true)
        .setFlexGrow(2)
        .setFrozen(true);
  }

  private void status() {
    addColumn(
            LitRenderer.<RunRow>of(
                    "<span class='status ${item.kind}' title=${item.why}>${item.status}"
                        + "<span class='soft'>${item.progress}</span></span>")
                .withProperty("kind", row -> StatusName.styleClass(row.run().status()))
                .withProperty("why", row -> why(row.run()))
                .withProperty("status", row -> StatusName.of(row.run().status()))
                .withProperty("progress", row -> progress(row.run())))
        .setHeader("Status")
        .setWidth("128px")
        .setFlexGrow(0);
  }

  private static String why(Run run) {
    String failure = run.failure();
    return failure == null ? StatusName.explanation(run.status()) : failure;
  }

  private static String progress(Run run) {
    Double progress = run.progress();
    return run.status().hasEnded() || progress == null ? "" : " " + Numbers.percent(progress);
  }

  private void number(String header, ValueProvider<RunRow, @Nullable Double> value) {
    addColumn(
            LitRenderer.<RunRow>of("<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("brief", row -> brief(value.apply(row)))
                .withProperty("exact", row -> exact(value.apply(row))))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("84px")
        .setFlexGrow(0);
  }

  private static String brief(@Nullable Double value) {
    return value == null ? "–" : Numbers.brief(value);
  }

  private static String exact(@Nullable Double value) {
    return value == null ? "" : Numbers.exact(value);
  }

  private void span() {
    addColumn(
            LitRenderer.<RunRow>of(
                    "<assay-time class='soft' from=${item.from} to=${item.to}></assay-time>")
                .withProperty("from", row -> text(row.run().startedAt()))
                .withProperty("to", row -> text(row.run().endedAt())))
        .setHeader("Duration")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("104px")
        .setFlexGrow(0);
  }

  private void created() {
    addColumn(
            LitRenderer.<RunRow>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", row -> text(row.run().createdAt())))
        .setHeader("Created")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("104px")
        .setFlexGrow(0);
  }

  private static String text(@Nullable Instant time) {
    return time == null ? "" : time.toString();
  }
}
