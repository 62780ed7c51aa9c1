package dev.assay.ui.experiments;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.Experiments;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.shell.CurrentAccount;

/** Asks for the name of a new experiment. */
class NewExperimentDialog extends Dialog {
  private final Experiments experiments;
  private final CurrentAccount account;
  private final TextField name = new TextField("Name");

  NewExperimentDialog(Experiments experiments, CurrentAccount account) {
    this.experiments = experiments;
    this.account = account;
    setHeaderTitle("New experiment");
    name.setAutofocus(true);
    name.setWidth("22rem");
    name.setHelperText("Runs that log to this name belong to it.");
    add(name);
    Button create = new Button("Create", click -> create());
    create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    create.addClickShortcut(Key.ENTER);
    getFooter().add(new Button("Cancel", click -> close()), create);
  }

  private void create() {
    try {
      Experiment made = experiments.create(name.getValue().strip(), account.get().id());
      getUI().ifPresent(ui -> ui.navigate(ExperimentLink.path(made.id())));
      close();
    } catch (Problem.Invalid | Problem.Conflict e) {
      name.setErrorMessage(e.getMessage());
      name.setInvalid(true);
      name.focus();
    }
  }
}
