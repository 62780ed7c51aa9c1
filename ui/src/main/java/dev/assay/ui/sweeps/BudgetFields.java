package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.sweeps.Budget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks how much a sweep may take; a field that is left empty bounds nothing. */
final class BudgetFields extends Div {
  private static final double SECONDS_OF_HOUR = 3600;

  final IntegerField trials = new IntegerField("Trials");
  final NumberField hours = new NumberField("Hours of all runs together");
  final NumberField flops = new NumberField("FLOPs of all runs together");

  BudgetFields(Runnable changed) {
    addClassName("param-grid");
    trials.setMin(1);
    trials.setStepButtonsVisible(true);
    trials.setManualValidation(true);
    trials.setValueChangeMode(ValueChangeMode.LAZY);
    trials.addValueChangeListener(_ -> changed(changed));
    for (NumberField field : new NumberField[] {hours, flops}) {
      field.setMin(0);
      field.setManualValidation(true);
      field.setPlaceholder("any");
      field.setValueChangeMode(ValueChangeMode.LAZY);
      field.addValueChangeListener(_ -> changed(changed));
    }
    trials.setPlaceholder("any");
    add(trials, hours, flops);
  }

  private void changed(Runnable changed) {
    accept();
    changed.run();
  }

  void show(Budget budget) {
    trials.setValue(budget.trials());
    hours.setValue(
        budget.time() == null ? null : budget.time().toMillis() / 1000.0 / SECONDS_OF_HOUR);
    flops.setValue(budget.flops());
  }

  Budget budget() {
    @Nullable Duration time = time();
    return new Budget(trials.getValue(), time, flops.getValue());
  }

  @Nullable Duration time() {
    return hours.getValue() == null
        ? null
        : Duration.ofMillis(Math.round(hours.getValue() * SECONDS_OF_HOUR * 1000));
  }

  void accept() {
    trials.setInvalid(false);
    hours.setInvalid(false);
    flops.setInvalid(false);
  }
}
