package dev.assay.ui.sweeps;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.search.Direction;
import dev.assay.sweeps.Objective;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks for what a sweep is to make small or great. */
final class ObjectiveFields extends Div {
  private static final String FIRST = "val/loss";
  private static final int MOST = 5;

  private final List<Row> rows = new ArrayList<>();
  private final Div place = new Div();
  private final Button more = new Button("Add an objective", _ -> addRow(""));
  private final Runnable changed;

  ObjectiveFields(Runnable changed) {
    this.changed = changed;
    addClassName("objectives");
    more.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    add(place, more);
    addRow(FIRST);
  }

  private void addRow(String metric) {
    Row row = new Row(metric);
    rows.add(row);
    place.add(row);
    arrange();
  }

  private void remove(Row row) {
    rows.remove(row);
    place.remove(row);
    arrange();
  }

  private void arrange() {
    rows.forEach(row -> row.remove.setVisible(rows.size() > 1));
    more.setVisible(rows.size() < MOST);
    changed.run();
  }

  void write(ObjectNode spec) {
    if (rows.size() == 1) {
      spec.set("objective", rows.getFirst().json());
    } else {
      ArrayNode all = spec.putArray("objectives");
      rows.forEach(row -> all.add(row.json()));
    }
  }

  void register(Faults faults) {
    for (int i = 0; i < rows.size(); i++) {
      String path = rows.size() == 1 ? "objective" : "objectives[%d]".formatted(i);
      faults.at(path, rows.get(i).metric);
    }
    faults.at("objectives", rows.getFirst().metric);
  }

  /** One objective. */
  private final class Row extends Div {
    private final TextField metric = new TextField("Metric");
    private final Select<Objective.Of> of = new Select<>();
    private final Select<Direction> direction = new Select<>();
    private final Button remove = new Button("Remove", _ -> remove(this));

    Row(String begin) {
      addClassName("param-grid");
      metric.setValue(begin);
      metric.setHelperText("As the runs log it");
      metric.setRequiredIndicatorVisible(true);
      metric.setManualValidation(true);
      of.setLabel("Which of its values");
      of.setItems(Objective.Of.values());
      of.setItemLabelGenerator(part -> Sentences.capital(Words.of(part)));
      of.setValue(Objective.Of.LAST);
      direction.setLabel("Direction");
      direction.setItems(Direction.values());
      direction.setItemLabelGenerator(Words::of);
      direction.setValue(Direction.MINIMIZE);
      remove.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
      metric.addValueChangeListener(
          _ -> {
            metric.setInvalid(false);
            changed.run();
          });
      of.addValueChangeListener(_ -> changed.run());
      direction.addValueChangeListener(_ -> changed.run());
      add(metric, of, direction, remove);
    }

    private ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("metric", metric.getValue().strip())
          .put("of", word(of.getValue()))
          .put("direction", word(direction.getValue()));
    }

    private static String word(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }
}
