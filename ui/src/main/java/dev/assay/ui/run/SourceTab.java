package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Provenance;
import dev.assay.ui.jobs.ShellLine;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import org.jspecify.annotations.Nullable;

/** With which code, by which command and where a run was executed. */
class SourceTab extends Div {
  SourceTab(Provenance provenance) {
    addClassName("source");
    if (provenance.equals(Provenance.UNKNOWN)) {
      add(
          new Nothing(
              "Nothing is known of its code, command or machine. A program records them with"
                  + " PUT /api/v1/runs/{id}/provenance; MLflow’s clients do so by themselves."));
      return;
    }
    addCode(provenance.code());
    if (!provenance.command().isEmpty()) {
      add(new H2("Command"), new Command(ShellLine.line(provenance.command())));
    }
    if (provenance.host() != null || !provenance.environment().isEmpty()) {
      add(new H2("Environment"));
      addFigures(figure("Host", provenance.host()));
      if (!provenance.environment().isEmpty()) {
        add(text(provenance.environment().toPrettyString()));
      }
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
}
