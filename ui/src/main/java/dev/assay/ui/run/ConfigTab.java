package dev.assay.ui.run;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.runs.Params;
import dev.assay.ui.parts.CopyButton;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.ParamText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What a run was given, a line per value. */
class ConfigTab extends Div implements RunPart {
  private record Line(String address, String value) {
    static Line of(String address, JsonNode value) {
      return new Line(address, ParamText.exact(value));
    }

    boolean contains(String text) {
      String wanted = text.toLowerCase(Locale.ROOT);
      return address.toLowerCase(Locale.ROOT).contains(wanted)
          || value.toLowerCase(Locale.ROOT).contains(wanted);
    }
  }

  private static final int MOST_WITHOUT_SCROLLING = 200;

  private final TextField search = new FilterField("Search params and values");
  private final Grid<Line> grid = new Grid<>();
  private final Div tools = new Div();
  private final Nothing none = new Nothing("");
  private Params shown = Params.empty();
  private List<Line> lines = List.of();

  ConfigTab() {
    tools.addClassName("tools");
    column("Param", "${item.address}").setWidth("160px").setFlexGrow(1);
    column("Value", "${item.value}").setWidth("140px").setFlexGrow(2);
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("config");
    grid.setItems(lines);
    search.addValueChangeListener(change -> filter());
    add(tools, grid, none);
  }

  private Grid.Column<Line> column(String header, String template) {
    return grid.addColumn(
            LitRenderer.<Line>of("<code title=" + template + ">" + template + "</code>")
                .withProperty("address", Line::address)
                .withProperty("value", Line::value))
        .setHeader(header)
        .setResizable(true);
  }

  @Override
  public void show(RunState now) {
    Params params = now.run().params();
    if (!params.equals(shown)) {
      shown = params;
      lines =
          params.values().entrySet().stream()
              .map(e -> Line.of(e.getKey(), e.getValue()))
              .sorted(Comparator.comparing(Line::address))
              .toList();
      tools.removeAll();
      tools.add(search, new CopyButton("Copy as JSON", params.tree().toPrettyString()));
    }
    filter();
  }

  /** The params that are shown now. */
  List<String> addresses() {
    return grid.getListDataView().getItems().map(Line::address).toList();
  }

  private void filter() {
    List<Line> found = lines.stream().filter(line -> line.contains(search.getValue())).toList();
    if (!found.equals(grid.getListDataView().getItems().toList())) {
      grid.setItems(found);
      grid.setAllRowsVisible(found.size() <= MOST_WITHOUT_SCROLLING);
    }
    tools.setVisible(!lines.isEmpty());
    grid.setVisible(!found.isEmpty());
    none.setVisible(found.isEmpty());
    none.say(
        lines.isEmpty()
            ? "This run has no params. A queued run gets them when it starts."
            : "No param and no value contains “" + search.getValue() + "”.");
  }
}
