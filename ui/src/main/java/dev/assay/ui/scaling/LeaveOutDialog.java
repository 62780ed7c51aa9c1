package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.problem.Problem;
import dev.assay.studies.Observation;
import dev.assay.ui.text.Sentences;
import java.util.function.Consumer;

/** Asks why an observation should not count. */
final class LeaveOutDialog extends Dialog {
  private final TextField reason = new TextField("Why");
  private final Consumer<String> leaveOut;

  /**
   * @param leaveOut may throw a {@link Problem}, which is shown
   */
  LeaveOutDialog(Observation observation, Consumer<String> leaveOut) {
    this.leaveOut = leaveOut;
    setHeaderTitle("Leave out " + observation.label());
    setWidth("min(440px, 95vw)");
    reason.setWidthFull();
    reason.setPlaceholder("restarted from a broken checkpoint");
    reason.setHelperText("It stands beside the run, and in every version.");
    reason.setAutofocus(true);
    reason.setManualValidation(true);
    add(reason);
    Button done = new Button("Leave out", _ -> submit());
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", _ -> close()), done);
  }

  private void submit() {
    try {
      leaveOut.accept(reason.getValue().strip());
      close();
    } catch (Problem refused) {
      reason.setErrorMessage(Sentences.of(refused));
      reason.setInvalid(true);
      reason.focus();
    }
  }
}
