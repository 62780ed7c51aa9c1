package dev.assay.ui.scaling;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import dev.assay.studies.Column;
import dev.assay.ui.parts.Faults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks where a number of a run stands, and in which unit. */
final class ColumnFields extends Div {
  private final ComboBox<String> word = new ComboBox<>();
  private final ComboBox<Unit> unit = new ComboBox<>();
  private final List<Unit> units;
  private final Runnable changed;
  private List<String> known = List.of();

  /**
   * @param changed called when something else stands in a field
   */
  ColumnFields(String label, String help, List<Unit> units, Runnable changed) {
    this.units = units;
    this.changed = changed;
    addClassName("column-fields");
    word.setLabel(label);
    word.setHelperText(help);
    word.setAllowCustomValue(true);
    word.setManualValidation(true);
    word.setClearButtonVisible(true);
    word.addCustomValueSetListener(typed -> choose(typed.getDetail()));
    word.addValueChangeListener(_ -> changed());
    unit.setLabel("Logged in");
    unit.setAriaLabel(label + " is logged in");
    unit.setItemLabelGenerator(Unit::name);
    unit.setAllowCustomValue(true);
    unit.setManualValidation(true);
    unit.setItems(units);
    unit.setValue(units.getFirst());
    unit.addCustomValueSetListener(
        typed -> Unit.typed(typed.getDetail()).ifPresentOrElse(this::choose, this::refuseUnit));
    unit.addValueChangeListener(_ -> changed());
    add(word, unit);
  }

  private void changed() {
    word.setInvalid(false);
    unit.setInvalid(false);
    changed.run();
  }

  private void refuseUnit() {
    unit.setErrorMessage("a number above 0, such as 4096");
    unit.setInvalid(true);
  }

  /** What is typed is offered from then on, for a value has to be among the items. */
  private void choose(String typed) {
    offer(known, typed.strip());
    word.setValue(typed.strip());
  }

  private void choose(Unit chosen) {
    List<Unit> all = new ArrayList<>(units);
    if (!all.contains(chosen)) {
      all.add(chosen);
    }
    unit.setItems(all);
    unit.setValue(chosen);
  }

  /** Suggests columns that there are. */
  void offer(List<String> words) {
    if (!words.equals(known)) {
      known = words;
      @Nullable String now = word.getValue();
      offer(words, now == null ? "" : now);
      word.setValue(now);
    }
  }

  private void offer(List<String> words, String more) {
    List<String> all = new ArrayList<>(words);
    if (!more.isEmpty() && !all.contains(more)) {
      all.addFirst(more);
    }
    word.setItems(all);
  }

  void show(@Nullable Column column) {
    if (column == null) {
      word.clear();
    } else {
      choose(column.word());
      choose(Unit.of(column.times(), units));
    }
  }

  /** Null when nothing is chosen. */
  @Nullable Column given() {
    @Nullable String chosen = word.getValue();
    @Nullable Unit times = unit.getValue();
    return chosen == null || chosen.isBlank()
        ? null
        : new Column(chosen, times == null ? 1 : times.times());
  }

  /** What is required and was left out is refused where it belongs. */
  Column required() {
    @Nullable Column given = given();
    return given == null ? Column.of("") : given;
  }

  /**
   * @param path of the column in a specification
   */
  void register(Faults faults, String path) {
    faults.at(path, word);
    faults.at(path + ".times", unit);
  }
}
