package dev.assay.ui.evaluations;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.ui.text.Numbers;
import java.util.List;

/** Asks for an evaluation by its run and name. */
final class EvaluationField extends ComboBox<Choice> {
  EvaluationField(String label, List<Choice> choices) {
    super(label);
    addClassName("evaluation-field");
    setItems(choices);
    setItemLabelGenerator(Choice::label);
    setRenderer(
        LitRenderer.<Choice>of(
                "<span class='stack'><span>${item.label}</span><span class='soft'>${item.rows}</span></span>")
            .withProperty("label", Choice::label)
            .withProperty("rows", EvaluationField::rows));
    setClearButtonVisible(true);
    setPlaceholder(choices.isEmpty() ? "None has the same classes" : "Run · name");
    setEnabled(!choices.isEmpty());
  }

  private static String rows(Choice choice) {
    return Numbers.count(choice.evaluation().rows(), "row")
        + Words.span(choice.evaluation()).map(span -> ", " + span).orElse("");
  }

  /** The one of an id, or none. */
  void choose(List<Choice> choices, String id) {
    choices.stream()
        .filter(choice -> choice.id().toString().equals(id))
        .findFirst()
        .ifPresent(this::setValue);
  }
}
