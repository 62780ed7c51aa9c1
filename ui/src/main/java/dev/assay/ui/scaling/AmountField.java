package dev.assay.ui.scaling;

import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.util.Optional;

/** Asks for a count or FLOPs, as people write them: {@code 70e9}, {@code 1.4T}. */
final class AmountField extends TextField {
  AmountField(String label, String placeholder) {
    super(label);
    setPlaceholder(placeholder);
    setManualValidation(true);
    setValueChangeMode(ValueChangeMode.ON_CHANGE);
    addValueChangeListener(_ -> setInvalid(false));
  }

  boolean isGiven() {
    return !getValue().isBlank();
  }

  /** What is typed; says here when it is no number above 0. Empty when nothing is typed, too. */
  Optional<Double> amount() {
    if (!isGiven()) {
      return Optional.empty();
    }
    Optional<Double> amount = Amounts.read(getValue()).filter(v -> v > 0);
    if (amount.isEmpty()) {
      refuse("a number above 0, such as " + getPlaceholder());
    }
    return amount;
  }

  void refuse(String rule) {
    setErrorMessage(rule);
    setInvalid(true);
  }
}
