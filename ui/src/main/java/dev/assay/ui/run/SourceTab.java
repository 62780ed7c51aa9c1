package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Input;
import dev.assay.runs.Provenance;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** With which code, by which command, where and on which data a run was executed. */
class SourceTab extends Div {
  SourceTab(Provenance provenance, List<Input> inputs) {
    addClassName("source");
    if (provenance.equals(Provenance.UNKNOWN) && inputs.isEmpty()) {
      add(
          new Nothing(
              "Nothing is known of its code, command, machine or data. A program records them with"
                  + " PUT /api/v1/runs/{id}/provenance and /inputs; MLflow's clients do so by themselves."));
      return;
    }
    addCode(provenance.code());
    if (!provenance.command().isEmpty()) {
      add(new H2("Command"), new Command(String.join(" ", provenance.command())));
    }
    if (provenance.host() != null || !provenance.environment().isEmpty()) {
      add(new H2("Environment"));
      addFigures(figure("Host", provenance.host()));
      if (!provenance.environment().isEmpty()) {
        add(text(provenance.environment().toPrettyString()));
      }
    }
    if (!inputs.isEmpty()) {
      add(new H2("Data"), table(inputs));
    }
    if (provenance.code().diff() != null) {
      add(new H2("What differed from the commit"), text(provenance.code().diff()));
    }
  }

  private void addCode(Provenance.Code code) {
    if (code.equals(Provenance.Code.UNKNOWN)) {
      return;
    }
    add(new H2("Code"));
    @Nullable Boolean dirty = code.dirty();
    addFigures(
        figure("Repository", code.repository()),
        figure("Branch", code.branch()),
        figure("Commit", code.commit()),
        figure("Entry point", code.entryPoint()),
        figure("Changed since the commit", dirty == null ? null : dirty ? "Yes" : "No"));
  }

  private void addFigures(Figure... figures) {
    Div row = new Div(figures);
    row.addClassName("figures");
    add(row);
  }

  private static Figure figure(String name, @Nullable String value) {
    Figure figure = new Figure(name, new Span(value == null ? "–" : value));
    figure.setVisible(value != null);
    return figure;
  }

  private static Component text(String text) {
    Pre pre = new Pre(text);
    pre.getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    return pre;
  }

  private static Grid<Input> table(List<Input> inputs) {
    Grid<Input> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.setAllRowsVisible(true);
    grid.addColumn(input -> input.dataset().name()).setHeader("Dataset").setResizable(true);
    grid.addColumn(Input::context).setHeader("Used for").setResizable(true);
    grid.addColumn(input -> input.dataset().digest()).setHeader("Digest").setResizable(true);
    grid.addColumn(input -> input.dataset().source()).setHeader("Source").setResizable(true);
    grid.setItems(inputs);
    return grid;
  }
}
