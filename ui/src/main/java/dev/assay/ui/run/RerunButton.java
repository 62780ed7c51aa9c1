package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.assay.runs.Provenance;
import dev.assay.ui.jobs.Reruns;
import dev.assay.ui.jobs.ShellLine;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.CopyButton;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leads to the form for a new run, which begins with the params of this one; of a run that no
 * recipe made, it tells how its program can be started again.
 */
class RerunButton extends Button {
  private final Function<RunState, Provenance> provenance;
  private @Nullable RunState now;

  RerunButton(boolean mayEdit, Function<RunState, Provenance> provenance) {
    super("Rerun with changes");
    this.provenance = provenance;
    setVisible(mayEdit);
    addClickListener(click -> rerun());
  }

  void show(RunState state) {
    now = state;
  }

  private void rerun() {
    RunState state = now;
    if (state == null) {
      return;
    }
    if (Reruns.recipe(state.run(), state.job()).isPresent()) {
      getUI().ifPresent(ui -> ui.navigate("new-run", Reruns.form(state.run().id())));
    } else {
      explain(state);
    }
  }

  private void explain(RunState state) {
    Dialog dialog = new Dialog();
    dialog.setHeaderTitle("Run this again");
    dialog.setWidth("min(640px, 95vw)");
    Div content =
        new Div(
            new Paragraph(
                "A program of yours recorded this run; this server has no recipe that would start"
                    + " it. Start the program again, with the params that you want to change."));
    content.addClassName("log-part");
    Provenance known = provenance.apply(state);
    if (known.command().isEmpty()) {
      content.add(
          new Paragraph(
              "Its command line is not known: a program tells it with PUT"
                  + " /api/v1/runs/{id}/provenance."));
    } else {
      content.add(new Command(ShellLine.line(known.command())));
    }
    if (!state.run().params().isEmpty()) {
      content.add(copies(state));
    }
    dialog.add(content);
    dialog.getFooter().add(new Button("Close", click -> dialog.close()));
    dialog.open();
  }

  private static Div copies(RunState state) {
    Div copies =
        new Div(
            new CopyButton("Copy params as JSON", () -> ConfigText.json(state.run().params())),
            new CopyButton("Copy params as YAML", () -> ConfigText.yaml(state.run().params())),
            new CopyButton("Copy params as flags", () -> ConfigText.flags(state.run().params())));
    copies.addClassName("tools");
    return copies;
  }
}
