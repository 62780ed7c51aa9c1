package dev.assay.ui.sweeps;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.ui.jobs.ParamNode;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.text.ParamText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Asks for the values that a param takes in a sweep. */
final class VariedParam extends Div {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double AROUND_RATE = 10;
  private static final double AROUND_SIZE = 2;

  /** The kinds of domains, as specifications name them. */
  enum Kind {
    UNIFORM("Any number", "uniform"),
    LOG_UNIFORM("Any number, by its logarithm", "loguniform"),
    WHOLE("Whole number", "int"),
    LOG_WHOLE("Whole number, by its logarithm", "int"),
    CHOICE("One of", "choice");

    private final String label;
    private final String word;

    Kind(String label, String word) {
      this.label = label;
      this.word = word;
    }
  }

  private final String name;
  private final Select<Kind> kind = new Select<>();
  private final NumberField low = new NumberField("From");
  private final NumberField high = new NumberField("To");
  private final NumberField step = new NumberField("Step");
  private final TextField values = new TextField("Values");
  private final TextField when = new TextField("Only when");

  /**
   * @param changed called when something else stands in a field
   * @param removed called when the param is to be fixed again
   */
  VariedParam(ParamNode.Value param, Runnable changed, Consumer<VariedParam> removed) {
    name = param.path();
    addClassName("varied-param");
    getElement().setAttribute("role", "group");
    getElement().setAttribute("aria-label", name);
    Span title = new Span(name);
    title.addClassName("varied-name");
    title.setTitle(param.description());
    kind.setLabel("Values");
    kind.setItems(Kind.values());
    kind.setItemLabelGenerator(k -> k.label);
    values.setLabel("One of these");
    values.setHelperText("With commas between them");
    when.setPlaceholder("optimizer == \"sgd\"");
    step.setPlaceholder("any");
    step.setMin(0);
    Button remove = new Button(new Icon(VaadinIcon.CLOSE_SMALL), _ -> removed.accept(this));
    remove.addThemeVariants(
        ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ICON, ButtonVariant.LUMO_SMALL);
    remove.setAriaLabel("Do not vary " + name);
    remove.setTooltipText("Do not vary it");
    suggest(param);
    kind.addValueChangeListener(
        _ -> {
          showFields();
          changed.run();
        });
    for (NumberField field : List.of(low, high, step)) {
      field.setManualValidation(true);
      field.addValueChangeListener(_ -> accept(field::setInvalid, changed));
    }
    for (TextField field : List.of(values, when)) {
      field.setManualValidation(true);
      field.addValueChangeListener(_ -> accept(field::setInvalid, changed));
    }
    Div head = new Div(title, remove);
    head.addClassName("varied-head");
    Div fields = new Div(kind, low, high, step, values, when);
    fields.addClassName("varied-fields");
    add(head, fields);
    showFields();
  }

  private static void accept(Consumer<Boolean> invalid, Runnable changed) {
    invalid.accept(false);
    changed.run();
  }

  /** What one would try first around the value that the param has otherwise. */
  private void suggest(ParamNode.Value param) {
    @Nullable JsonNode now = param.begun() == null ? param.standard() : param.begun();
    switch (param.kind()) {
      case ParamNode.Numeric number -> suggest(number, now);
      case ParamNode.Flag _ -> choose(List.of(NODES.booleanNode(true), NODES.booleanNode(false)));
      case ParamNode.Choice(List<JsonNode> choices) -> choose(choices);
      case ParamNode.Choices _, ParamNode.Text _, ParamNode.Texts _, ParamNode.Json _ ->
          choose(now == null || now.isNull() ? List.of() : List.of(now));
    }
  }

  private void suggest(ParamNode.Numeric number, @Nullable JsonNode now) {
    double value = now == null || !now.isNumber() ? 0 : now.doubleValue();
    double around = number.whole() ? AROUND_SIZE : AROUND_RATE;
    kind.setValue(number.whole() ? Kind.WHOLE : value > 0 ? Kind.LOG_UNIFORM : Kind.UNIFORM);
    if (value > 0) {
      low.setValue(Math.max(number.min(), tidy(value / around, number.whole())));
      high.setValue(Math.min(number.max(), tidy(value * around, number.whole())));
    } else {
      low.setValue(Double.isFinite(number.min()) ? number.min() : 0);
      high.setValue(Double.isFinite(number.max()) && number.max() < 1e6 ? number.max() : 1);
    }
  }

  private static double tidy(double value, boolean whole) {
    return whole
        ? Math.max(1, Math.rint(value))
        : Double.parseDouble(String.format(Locale.ROOT, "%.3g", value));
  }

  private void choose(List<JsonNode> choices) {
    kind.setValue(Kind.CHOICE);
    values.setValue(choices.stream().map(VariedParam::text).collect(Collectors.joining(", ")));
  }

  private static String text(JsonNode value) {
    boolean plain = value.isString() && !value.asString().contains(",");
    return plain || value.isNumber() ? ParamText.exact(value) : value.toString();
  }

  private void showFields() {
    boolean choice = kind.getValue() == Kind.CHOICE;
    low.setVisible(!choice);
    high.setVisible(!choice);
    step.setVisible(kind.getValue() == Kind.UNIFORM || kind.getValue() == Kind.WHOLE);
    values.setVisible(choice);
  }

  String name() {
    return name;
  }

  /** What of a specification stands under its name. */
  ObjectNode json() {
    Kind of = kind.getValue();
    ObjectNode json = NODES.objectNode().put("type", of.word);
    if (of == Kind.CHOICE) {
      json.set("values", choices());
    } else {
      put(json, "low", low.getValue());
      put(json, "high", high.getValue());
      if (step.isVisible()) {
        put(json, "step", step.getValue());
      }
      if (of == Kind.LOG_WHOLE) {
        json.put("log", true);
      }
    }
    if (!when.isEmpty()) {
      json.put("when", when.getValue().strip());
    }
    return json;
  }

  private static void put(ObjectNode json, String field, @Nullable Double value) {
    if (value != null) {
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
      json.set(field, whole ? NODES.numberNode(value.longValue()) : NODES.numberNode(value));
    }
  }

  /** A list in JSON, or words with commas between them. */
  private ArrayNode choices() {
    String typed = values.getValue().strip();
    if (typed.startsWith("[") && read(typed) instanceof ArrayNode list) {
      return list;
    }
    ArrayNode list = NODES.arrayNode();
    Arrays.stream(typed.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .forEach(word -> list.add(read(word)));
    return list;
  }

  private static JsonNode read(String word) {
    try {
      return JSON.readTree(word);
    } catch (JacksonException e) {
      return StringNode.valueOf(word);
    }
  }

  void register(Faults faults) {
    String path = "space." + name;
    boolean choice = kind.getValue() == Kind.CHOICE;
    faults.at(path, choice ? values : high);
    faults.at(path + ".type", kind);
    faults.at(path + ".low", low);
    faults.at(path + ".high", high);
    faults.at(path + ".step", step);
    faults.at(path + ".values", values);
    faults.at(path + ".when", when);
  }
}
