package dev.assay.ui.compare;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Numbers;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runs that are marked in a plot, with the values that it shows. */
class BrushedRuns extends Grid<PlotRow> {
  private static final int MOST_WITHOUT_SCROLLING = 12;

  BrushedRuns() {
    addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    addClassName("brushed");
    setSelectionMode(SelectionMode.NONE);
    setColumnReorderingAllowed(true);
    getElement().setAttribute("aria-label", "Runs that are marked in the plot");
  }

  void columns(List<String> columns) {
    removeAllColumns();
    addColumn(
            LitRenderer.<PlotRow>of(
                    "<a class='run-link' href=${item.path} title=${item.name}>"
                        + "<span class='swatch' style=${item.color}></span><span>${item.name}</span></a>")
                .withProperty("path", row -> RunLink.path(row.id()))
                .withProperty("color", row -> "--run-color: " + RunColor.css(row.id()))
                .withProperty("name", PlotRow::name))
        .setHeader("Name")
        .setWidth("180px")
        .setFlexGrow(2)
        .setComparator(Comparator.comparing(PlotRow::name))
        .setFrozen(true);
    columns.forEach(this::column);
  }

  private void column(String words) {
    addColumn(
            LitRenderer.<PlotRow>of("<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("brief", row -> brief(row.values().get(words)))
                .withProperty("exact", row -> exact(row.values().get(words))))
        .setHeader(words)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("140px")
        .setResizable(true)
        .setComparator(
            Comparator.comparing(
                row -> row.values().get(words), Comparator.nullsLast(BrushedRuns::compare)));
  }

  private static int compare(Object a, Object b) {
    return a instanceof Number x && b instanceof Number y
        ? Double.compare(x.doubleValue(), y.doubleValue())
        : a.toString().compareTo(b.toString());
  }

  private static String brief(@Nullable Object value) {
    if (value == null) {
      return "–";
    }
    return value instanceof Number number ? Numbers.brief(number.doubleValue()) : value.toString();
  }

  private static String exact(@Nullable Object value) {
    if (value == null) {
      return "not recorded";
    }
    return value instanceof Number number ? Numbers.exact(number.doubleValue()) : value.toString();
  }

  /** Few rows have no bar to scroll. */
  void show(List<PlotRow> rows) {
    setAllRowsVisible(rows.size() <= MOST_WITHOUT_SCROLLING);
    setItems(rows);
  }
}
