package dev.assay.ui.parts;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import java.util.Collection;

/** A few rows of figures, as high as they are. */
public final class Table<T> extends Grid<T> {
  public Table(String name) {
    addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT, GridVariant.LUMO_WRAP_CELL_CONTENT);
    setSelectionMode(SelectionMode.NONE);
    setAllRowsVisible(true);
    getElement().setAttribute("aria-label", name);
  }

  public void show(Collection<T> rows) {
    setItems(rows);
  }

  public Table<T> text(String header, String width, ValueProvider<T, String> value) {
    addColumn(
            LitRenderer.<T>of("<span title=${item.it}>${item.it}</span>").withProperty("it", value))
        .setHeader(header)
        .setWidth(width)
        .setFlexGrow(1);
    return this;
  }

  public Table<T> number(String header, String width, ValueProvider<T, String> value) {
    return number(header, width, value, value);
  }

  /**
   * @param exact told on hover
   */
  public Table<T> number(
      String header, String width, ValueProvider<T, String> value, ValueProvider<T, String> exact) {
    addColumn(
            LitRenderer.<T>of("<span class='number' title=${item.exact}>${item.it}</span>")
                .withProperty("it", value)
                .withProperty("exact", exact))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
    return this;
  }

  /** A value, and beside it how sure it is. */
  public Table<T> sure(
      String header, String width, ValueProvider<T, String> value, ValueProvider<T, String> range) {
    addColumn(
            LitRenderer.<T>of(
                    "<span class='sure'><span class='number'>${item.it}</span><span class='number"
                        + " soft'>${item.range}</span></span>")
                .withProperty("it", value)
                .withProperty("range", range))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(1);
    return this;
  }
}
