package dev.assay.ui.compare;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import java.util.List;
import java.util.Locale;

/** What differs between two texts, with the sign of every line as well as its colour. */
class DiffGrid extends Grid<DiffLine> {
  private static final int MOST_WITHOUT_SCROLLING = 100;

  DiffGrid(List<DiffLine> lines) {
    addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_NO_ROW_BORDERS, GridVariant.LUMO_COMPACT);
    addClassName("diff");
    setSelectionMode(SelectionMode.NONE);
    setAllRowsVisible(lines.size() <= MOST_WITHOUT_SCROLLING);
    getElement().setAttribute("aria-label", "What differs, line by line");
    addColumn(
        LitRenderer.<DiffLine>of(
                "<span class='diff-line ${item.kind}'><span class='diff-sign'>${item.sign}</span>"
                    + "<span class='diff-text'>${item.text}</span></span>")
            .withProperty("kind", line -> "is-" + line.kind().name().toLowerCase(Locale.ROOT))
            .withProperty("sign", line -> line.kind().sign())
            .withProperty("text", DiffLine::text));
    setItems(lines);
  }
}
