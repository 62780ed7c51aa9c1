package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import dev.assay.problem.Problem;
import dev.assay.ui.text.Sentences;
import java.util.function.Consumer;

/** Asks what a version is kept for. */
final class FreezeDialog extends Dialog {
  private final TextArea note = new TextArea("Note");
  private final Consumer<String> freeze;

  /**
   * @param freeze may throw a {@link Problem}, which is shown
   */
  FreezeDialog(Consumer<String> freeze) {
    this.freeze = freeze;
    setHeaderTitle("Freeze this study");
    setWidth("min(480px, 95vw)");
    Paragraph what =
        new Paragraph(
            "Keeps its observations, laws and answers as they are now, under an address that can be"
                + " cited. The study itself goes on.");
    what.addClassName("soft");
    note.setWidthFull();
    note.setPlaceholder("As in the report of March");
    note.setAutofocus(true);
    note.setManualValidation(true);
    add(what, note);
    Button done = new Button("Freeze", _ -> submit());
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", _ -> close()), done);
  }

  private void submit() {
    try {
      freeze.accept(note.getValue().strip());
      close();
    } catch (Problem refused) {
      note.setErrorMessage(Sentences.of(refused));
      note.setInvalid(true);
    }
  }
}
