package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import dev.assay.ui.parts.Faults;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Asks which trials are ended early. */
final class PrunerFields extends Div {
  private enum Kind {
    NONE("None: every trial runs to its end"),
    MEDIAN("Median: worse than half of the others"),
    ASHA("ASHA: only the best of each rung go on"),
    HYPERBAND("Hyperband: ASHA in several brackets");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private final Select<Kind> kind = new Select<>();
  private final IntegerField minSteps = field("Steps of the first rung", 1);
  private final IntegerField maxSteps = field("Steps of a whole trial", 1);
  private final IntegerField reduction = field("One of how many goes on", 2);
  private final IntegerField startup = field("Trials before any is pruned", 1);
  private final IntegerField warmup = field("Steps before any is pruned", 0);
  private final IntegerField interval = field("Steps between two looks", 1);
  private final Runnable changed;

  PrunerFields(Runnable changed) {
    this.changed = changed;
    addClassName("param-grid");
    kind.setLabel("Pruner");
    kind.setItems(Kind.values());
    kind.setItemLabelGenerator(k -> k.label);
    kind.setValue(Kind.NONE);
    kind.addValueChangeListener(
        _ -> {
          showFields();
          changed.run();
        });
    minSteps.setValue(100);
    reduction.setValue(3);
    startup.setValue(5);
    warmup.setValue(0);
    interval.setValue(1);
    fields()
        .values()
        .forEach(
            field ->
                field.addValueChangeListener(
                    _ -> {
                      field.setInvalid(false);
                      this.changed.run();
                    }));
    add(kind, minSteps, maxSteps, reduction, startup, warmup, interval);
    showFields();
  }

  private static IntegerField field(String label, int least) {
    IntegerField field = new IntegerField(label);
    field.setMin(least);
    field.setManualValidation(true);
    return field;
  }

  private Map<String, IntegerField> fields() {
    return Map.of(
        "minSteps", minSteps,
        "maxSteps", maxSteps,
        "reduction", reduction,
        "startupTrials", startup,
        "warmupSteps", warmup,
        "interval", interval);
  }

  private List<String> wanted() {
    return switch (kind.getValue()) {
      case NONE -> List.of();
      case MEDIAN -> List.of("startupTrials", "warmupSteps", "interval");
      case ASHA, HYPERBAND -> List.of("minSteps", "maxSteps", "reduction");
    };
  }

  private void showFields() {
    List<String> wanted = wanted();
    fields().forEach((name, field) -> field.setVisible(wanted.contains(name)));
  }

  void write(ObjectNode spec) {
    if (kind.getValue() != Kind.NONE) {
      ObjectNode pruner = spec.putObject("pruner");
      pruner.put("type", kind.getValue().name().toLowerCase(Locale.ROOT));
      Map<String, IntegerField> fields = fields();
      for (String name : wanted()) {
        IntegerField field = fields.get(name);
        if (field != null && field.getValue() != null) {
          pruner.put(name, field.getValue());
        }
      }
    }
  }

  void register(Faults faults) {
    faults.at("pruner", kind);
    fields().forEach((name, field) -> faults.at("pruner." + name, field));
  }
}
