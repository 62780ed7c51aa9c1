package dev.assay.ui.agents;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.IntegerField;
import dev.assay.jobs.Jobs;
import dev.assay.problem.Problem;
import dev.assay.ui.agents.AgentsReader.Waiting;
import dev.assay.ui.text.Sentences;

/** Asks which jobs are given out before a job. */
final class PriorityDialog extends Dialog {
  private final Jobs jobs;
  private final Waiting of;
  private final IntegerField priority = new IntegerField("Priority");

  PriorityDialog(Jobs jobs, Waiting of) {
    this.jobs = jobs;
    this.of = of;
    setHeaderTitle("Priority of " + (of.run() == null ? "this job" : of.run().name()));
    priority.setHelperText("The greater, the sooner; among equals, the older.");
    priority.setValue(of.job().priority());
    priority.setStepButtonsVisible(true);
    priority.setManualValidation(true);
    priority.setAutofocus(true);
    add(priority);
    Button save = new Button("Save", _ -> save());
    save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", _ -> close()), save);
  }

  private void save() {
    if (priority.getValue() == null) {
      refuse("A whole number is expected.");
      return;
    }
    try {
      jobs.prioritize(of.job().id(), priority.getValue());
      close();
    } catch (Problem refused) {
      refuse(Sentences.of(refused));
    }
  }

  private void refuse(String why) {
    priority.setErrorMessage(why);
    priority.setInvalid(true);
  }
}
