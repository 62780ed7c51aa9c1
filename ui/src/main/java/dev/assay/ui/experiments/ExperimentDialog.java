package dev.assay.ui.experiments;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.ui.parts.Done;

/** Changes an experiment's name, notes and tags, or puts it away. */
class ExperimentDialog extends Dialog {
  private final Experiment experiment;
  private final ExperimentChanges changes;
  private final Runnable changed;
  private final TextField name = new TextField("Name");
  private final TextArea notes = new TextArea("Notes, in Markdown");
  private final TextArea tags = new TextArea("Tags, one a line");

  /**
   * @param changed shows the list anew
   */
  ExperimentDialog(ExperimentId id, ExperimentChanges changes, Runnable changed) {
    this.changes = changes;
    this.changed = changed;
    experiment = changes.get(id);
    setHeaderTitle("Experiment");
    name.setValue(experiment.name());
    name.setAutofocus(true);
    notes.setValue(experiment.notes());
    notes.setMaxHeight("14rem");
    tags.setValue(TagText.write(experiment.tags()));
    tags.setHelperText("team: nlp");
    tags.setMaxHeight("10rem");
    Div form = new Div(name, notes, tags);
    form.addClassName("experiment-form");
    add(form);
    boolean archived = experiment.archivedAt() != null;
    Button archive =
        new Button(
            archived ? "Put back into the list" : "Archive",
            click -> putAway(() -> archive(!archived)));
    Button delete = new Button("Delete", click -> putAway(this::delete));
    delete.addThemeVariants(ButtonVariant.LUMO_ERROR);
    Button save = new Button("Save", click -> save());
    save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(delete, archive, new Button("Cancel", click -> close()), save);
  }

  private void save() {
    name.setInvalid(false);
    tags.setInvalid(false);
    try {
      changes.save(
          experiment.id(),
          name.getValue().strip(),
          notes.getValue(),
          TagText.read(tags.getValue()));
      close();
      changed.run();
    } catch (Problem.Invalid | Problem.Conflict e) {
      boolean ofTags =
          e instanceof Problem.Invalid invalid
              && invalid.violations().stream().anyMatch(v -> v.field().startsWith("tag"));
      if (ofTags) {
        tags.setErrorMessage(e.getMessage());
        tags.setInvalid(true);
      } else {
        name.setErrorMessage(e.getMessage());
        name.setInvalid(true);
      }
    }
  }

  private void putAway(Runnable how) {
    close();
    how.run();
    changed.run();
  }

  private void archive(boolean archived) {
    changes.archive(experiment.id(), archived);
    say(
        archived ? "was archived" : "is in the list again",
        () -> changes.archive(experiment.id(), !archived));
  }

  private void delete() {
    changes.delete(experiment.id());
    say("was deleted with its runs", () -> changes.restore(experiment.id()));
  }

  private void say(String what, Runnable undo) {
    Done.say(
        "“" + experiment.name() + "” " + what + ".",
        () -> {
          undo.run();
          changed.run();
        });
  }
}
