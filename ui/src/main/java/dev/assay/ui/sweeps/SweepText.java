package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextArea;
import dev.assay.problem.Problem.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** The specification of a sweep as text, which may be typed or pasted. */
final class SweepText extends Div implements Source {
  private final TextArea text = new TextArea("Specification, in YAML");
  private boolean edited;

  /**
   * @param changed called when something else is typed
   */
  SweepText(Runnable changed) {
    addClassName("sweep-text");
    text.setWidthFull();
    text.setMinRows(24);
    text.setManualValidation(true);
    text.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            edited = true;
            text.setInvalid(false);
            changed.run();
          }
        });
    add(text);
  }

  void begin(String yaml) {
    text.setValue(yaml);
    text.setInvalid(false);
    edited = false;
  }

  /** Whether somebody has typed in it since it began. */
  boolean isEdited() {
    return edited;
  }

  @Override
  public String yaml() {
    return text.getValue();
  }

  @Override
  public boolean isSound() {
    return true;
  }

  @Override
  public void refuse(List<Violation> violations) {
    text.setErrorMessage(
        violations.stream()
            .map(v -> "%s is %s: %s".formatted(v.field(), v.value(), v.rule()))
            .collect(Collectors.joining("\n")));
    text.setInvalid(!violations.isEmpty());
  }
}
