package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.ui.jobs.ParamNode;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.text.ParamText;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Asks for the values that a param of the next runs could have. */
final class CandidateParam extends Div {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name;
  private final TextField values;

  /**
   * @param first what stands there at first; empty for the value that the param has otherwise
   * @param removed called when the param is to be the same in all runs
   */
  CandidateParam(ParamNode.Value param, String first, Consumer<CandidateParam> removed) {
    name = param.path();
    addClassName("candidate-param");
    values = new TextField(name);
    values.setHelperText("With commas between them");
    values.setManualValidation(true);
    values.setValue(first.isEmpty() ? suggested(param) : first);
    values.addValueChangeListener(_ -> values.setInvalid(false));
    Button remove = new Button(new Icon(VaadinIcon.CLOSE_SMALL), _ -> removed.accept(this));
    remove.addThemeVariants(
        ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ICON, ButtonVariant.LUMO_SMALL);
    remove.setAriaLabel("Do not vary " + name);
    remove.setTooltipText("Do not vary it");
    add(values, remove);
  }

  private static String suggested(ParamNode.Value param) {
    return switch (param.kind()) {
      case ParamNode.Choice(var choices) ->
          choices.stream().map(ParamText::exact).collect(Collectors.joining(", "));
      case ParamNode.Flag _ -> "true, false";
      case ParamNode.Numeric _,
          ParamNode.Choices _,
          ParamNode.Text _,
          ParamNode.Texts _,
          ParamNode.Json _ ->
          param.standard() == null || param.standard().isNull()
              ? ""
              : ParamText.exact(param.standard());
    };
  }

  String name() {
    return name;
  }

  /** What of a space stands under its name. */
  ObjectNode json() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Arrays.stream(values.getValue().split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .forEach(word -> list.add(read(word)));
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "choice");
    json.set("values", list);
    return json;
  }

  private static JsonNode read(String word) {
    try {
      return JSON.readTree(word);
    } catch (JacksonException e) {
      return StringNode.valueOf(word);
    }
  }

  void register(Faults faults) {
    faults.at("candidates." + name, values);
    faults.at("candidates.space." + name, values);
  }
}
