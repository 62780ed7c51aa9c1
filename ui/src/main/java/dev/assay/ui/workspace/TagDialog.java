package dev.assay.ui.workspace;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextField;
import java.util.function.BiConsumer;

/** Asks for a tag. */
class TagDialog extends Dialog {
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_VALUE = 8000;

  TagDialog(BiConsumer<String, String> then) {
    setHeaderTitle("Tag");
    TextField key = new TextField("Name");
    key.setMaxLength(LONGEST_KEY);
    key.setWidthFull();
    TextField value = new TextField("Value");
    value.setMaxLength(LONGEST_VALUE);
    value.setWidthFull();
    Button set =
        new Button(
            "Tag",
            click -> {
              if (key.getValue().isBlank()) {
                key.setInvalid(true);
                key.setErrorMessage("A tag has a name");
                return;
              }
              close();
              then.accept(key.getValue().strip(), value.getValue());
            });
    set.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    add(key, value);
    getFooter().add(new Button("Cancel", click -> close()), set);
    addOpenedChangeListener(change -> key.focus());
  }
}
