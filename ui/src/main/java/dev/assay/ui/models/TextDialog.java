package dev.assay.ui.models;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextArea;
import dev.assay.problem.Problem;
import java.util.function.Consumer;

/** Asks for a text, and says what is wrong with it where it was typed. */
class TextDialog extends Dialog {
  private final TextArea text;
  private final Consumer<String> save;

  TextDialog(String title, String label, String value, Consumer<String> save) {
    this.text = new TextArea(label);
    this.save = save;
    setHeaderTitle(title);
    text.setValue(value);
    text.setAutofocus(true);
    text.setWidth("26rem");
    add(text);
    Button done = new Button("Save", click -> save());
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", click -> close()), done);
  }

  private void save() {
    try {
      save.accept(text.getValue().strip());
      close();
    } catch (Problem e) {
      text.setErrorMessage(e.getMessage());
      text.setInvalid(true);
      text.focus();
    }
  }
}
