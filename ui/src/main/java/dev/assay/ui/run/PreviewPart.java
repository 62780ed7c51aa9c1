package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.markdown.Markdown;
import dev.assay.ui.parts.Nothing;
import java.util.List;

/** What can be shown of a file, pictures apart. */
class PreviewPart extends Div {
  /**
   * @param mostRows of a table
   */
  PreviewPart(ArtifactPreview preview, int mostRows) {
    addClassName("artifact-body");
    switch (preview) {
      case ArtifactPreview.Text text -> {
        if (text.text().isEmpty()) {
          add(new Nothing("This file is empty."));
        } else {
          add(text(text.text()));
          note(text.cut());
        }
      }
      case ArtifactPreview.Markdown markdown -> {
        add(markdown(markdown.text()));
        note(markdown.cut());
      }
      case ArtifactPreview.Table table -> {
        add(table(table, mostRows));
        note(table.cut() || table.rows().size() > mostRows);
      }
      case ArtifactPreview.Picture _ -> add(new Nothing("This is a picture."));
      case ArtifactPreview.Nothing nothing -> add(new Nothing(nothing.why()));
    }
  }

  private void note(boolean cut) {
    Span note = new Span("This is the beginning; the download has all of it.");
    note.addClassName("soft");
    note.setVisible(cut);
    add(note);
  }

  private static Component text(String text) {
    Pre pre = new Pre(text);
    pre.getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    return pre;
  }

  /** Rendered in the browser, which takes out of it what could run. */
  private static Component markdown(String text) {
    Markdown markdown = new Markdown(text);
    markdown.getElement().getClassList().add("artifact-markdown");
    return markdown;
  }

  private static Component table(ArtifactPreview.Table table, int mostRows) {
    Grid<List<String>> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    for (int i = 0; i < table.header().size(); i++) {
      int column = i;
      grid.addColumn(row -> column < row.size() ? row.get(column) : "")
          .setHeader(table.header().get(i))
          .setAutoWidth(true)
          .setResizable(true);
    }
    List<List<String>> rows = table.rows().stream().limit(mostRows).toList();
    grid.setItems(rows);
    grid.setAllRowsVisible(rows.size() <= 10);
    return grid;
  }
}
