package dev.assay.ui.run;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.textfield.TextFieldVariant;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.problem.Problem;
import dev.assay.ui.text.Sentences;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line of text that is changed where it stands: a pencil makes it a field, Enter saves, Escape
 * leaves it as it was. What is being typed stays when a newer text arrives meanwhile.
 */
class InPlace extends Div {
  private final String what;
  private final Consumer<String> save;
  private final boolean mayEdit;
  private final Span text = new Span();
  private final Button pencil = new Button("", click -> edit());
  private final TextField field = new TextField();
  private final Div editor = new Div();
  private Consumer<Boolean> whileEdited = edited -> {};
  private String lead = "";
  private boolean forMore;
  private String value = "";

  /**
   * @param what it is called in the middle of a sentence: {@code group}
   * @param save throws a {@link Problem} when it cannot be
   */
  InPlace(String what, int longest, boolean mayEdit, Consumer<String> save) {
    this.what = what;
    this.save = save;
    this.mayEdit = mayEdit;
    addClassName("in-place");
    pencil.addThemeVariants(ButtonVariant.LUMO_TERTIARY_INLINE, ButtonVariant.LUMO_SMALL);
    pencil.addClassName("pencil");
    pencil.setVisible(mayEdit);
    field.setAriaLabel(Sentences.capital(what));
    field.setMaxLength(longest);
    field.setManualValidation(true);
    field.setValueChangeMode(ValueChangeMode.EAGER);
    field.addThemeVariants(TextFieldVariant.LUMO_SMALL);
    field.addKeyDownListener(Key.ENTER, key -> save());
    field.addKeyDownListener(Key.ESCAPE, key -> leave());
    Button done = new Button("Save", click -> save());
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
    Button cancel = new Button("Cancel", click -> leave());
    cancel.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    editor.add(field, done, cancel);
    editor.addClassName("in-place-editor");
    editor.setVisible(false);
    add(text, pencil, editor);
    show("");
  }

  /** What stands before the text. */
  InPlace lead(String words) {
    lead = words;
    return this;
  }

  /** An example of what may be typed. */
  InPlace example(String example) {
    field.setPlaceholder(example);
    return this;
  }

  /** The field is for one more of several: what is saved stands elsewhere. */
  InPlace forMore() {
    forMore = true;
    return this;
  }

  /** The text itself is shown elsewhere, which is to be hidden meanwhile. */
  InPlace onlyPencil(Consumer<Boolean> edited) {
    whileEdited = edited;
    text.setVisible(false);
    text.getElement().setAttribute("hidden", true);
    return this;
  }

  void show(@Nullable String now) {
    value = now == null ? "" : now;
    text.setText(lead + value);
    boolean elsewhere = text.getElement().hasAttribute("hidden");
    boolean edited = editor.isVisible();
    text.setVisible(!value.isEmpty() && !elsewhere && !edited);
    pencil.setText(value.isEmpty() ? "Add " + what : "");
    pencil.setIcon(value.isEmpty() ? null : new Icon(VaadinIcon.PENCIL));
    pencil.setAriaLabel((value.isEmpty() ? "Add " : "Change ") + what);
    pencil.setTooltipText(value.isEmpty() ? null : "Change " + what);
    pencil.setVisible(mayEdit && !edited);
    setVisible(mayEdit || !value.isEmpty());
  }

  private void edit() {
    begin(value);
  }

  /** Opens the field with a text in it. */
  void begin(String with) {
    field.setValue(with);
    field.setInvalid(false);
    editor.setVisible(true);
    whileEdited.accept(true);
    show(value);
    field.focus();
  }

  private void leave() {
    editor.setVisible(false);
    whileEdited.accept(false);
    show(value);
  }

  private void save() {
    if (!editor.isVisible()) {
      return;
    }
    String typed = field.getValue().strip();
    try {
      save.accept(typed);
      value = forMore ? "" : typed;
      leave();
    } catch (Problem refused) {
      field.setErrorMessage(refused.getMessage());
      field.setInvalid(true);
      field.focus();
    }
  }
}
