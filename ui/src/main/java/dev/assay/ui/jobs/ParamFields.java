package dev.assay.ui.jobs;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.binder.ValueContext;
import dev.assay.ui.jobs.ParamField.Entry;
import dev.assay.ui.jobs.ParamNode.Choice;
import dev.assay.ui.jobs.ParamNode.Choices;
import dev.assay.ui.jobs.ParamNode.Flag;
import dev.assay.ui.jobs.ParamNode.Json;
import dev.assay.ui.jobs.ParamNode.Numeric;
import dev.assay.ui.jobs.ParamNode.Text;
import dev.assay.ui.jobs.ParamNode.Texts;
import dev.assay.ui.jobs.ParamNode.Value;
import dev.assay.ui.text.ParamText;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** Makes the field that fits what a param can be, with its default in it. */
final class ParamFields {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double GREATEST_EXACT = 1e15;

  private ParamFields() {}

  /**
   * @param changed to be called when something else stands in it
   */
  static ParamField of(Value param, Runnable changed) {
    Optional<JsonNode> standard = Optional.ofNullable(param.standard()).filter(d -> !d.isNull());
    Optional<JsonNode> begun =
        param.begun() == null ? standard : Optional.of(param.begun()).filter(b -> !b.isNull());
    return switch (param.kind()) {
      case Numeric number -> number(param, number, standard, begun, changed);
      case Flag flag -> flag(param, standard, begun, changed);
      case Choice choice -> choice(param, choice.choices(), standard, begun, changed);
      case Choices choices -> choices(param, choices.choices(), standard, begun, changed);
      case Text text -> text(param, standard, begun, changed);
      case Texts texts -> texts(param, standard, begun, changed);
      case Json json -> json(param, begun, changed);
    };
  }

  private static ParamField number(
      Value param,
      Numeric number,
      Optional<JsonNode> standard,
      Optional<JsonNode> begun,
      Runnable changed) {
    NumberField field = new NumberField();
    field.setManualValidation(true);
    bound(field, number);
    field.setI18n(
        new NumberField.NumberFieldI18n()
            .setBadInputErrorMessage("must be a number")
            .setMinErrorMessage("must be at least " + plain(number.min()))
            .setMaxErrorMessage("must be at most " + plain(number.max()))
            .setStepErrorMessage("must be a whole number"));
    field.setClearButtonVisible(param.nullable());
    begun.ifPresent(value -> field.setValue(value.doubleValue()));
    if (!param.nullable()) { // where it is emptied, this holds
      standard.ifPresent(value -> field.setPlaceholder(ParamText.exact(value)));
    }
    return ParamField.of(param, field, () -> entry(field, standard), changed);
  }

  private static void bound(NumberField field, Numeric number) {
    if (number.whole()) {
      field.setStep(1);
    }
    if (Double.isFinite(number.min())) {
      field.setMin(number.min());
    }
    if (Double.isFinite(number.max())) {
      field.setMax(number.max());
    }
  }

  private static Entry entry(NumberField field, Optional<JsonNode> standard) {
    @Nullable Double typed = field.getValue();
    if (typed != null && standard.filter(value -> value.doubleValue() == typed).isPresent()) {
      return Entry.of(standard.orElseThrow());
    }
    var found = field.getDefaultValidator().apply(typed, new ValueContext(field));
    if (found.isError()) {
      return Entry.wrong(found.getErrorMessage());
    }
    if (typed == null) {
      return Entry.NOTHING;
    }
    boolean whole = typed == Math.rint(typed) && Math.abs(typed) <= GREATEST_EXACT;
    return Entry.of(whole ? NODES.numberNode(typed.longValue()) : NODES.numberNode(typed));
  }

  private static String plain(double bound) {
    return Double.isFinite(bound)
        ? BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString()
        : "";
  }

  private static ParamField flag(
      Value param, Optional<JsonNode> standard, Optional<JsonNode> begun, Runnable changed) {
    Checkbox field = new Checkbox();
    field.setManualValidation(true);
    boolean asked = standard.isPresent() || param.required();
    field.setValue(begun.map(JsonNode::asBoolean).orElse(false));
    return ParamField.of(
        param,
        field,
        () ->
            asked || field.getValue()
                ? Entry.of(BooleanNode.valueOf(field.getValue()))
                : Entry.NOTHING,
        changed);
  }

  private static ParamField choice(
      Value param,
      List<JsonNode> choices,
      Optional<JsonNode> standard,
      Optional<JsonNode> begun,
      Runnable changed) {
    Select<JsonNode> field = new Select<>();
    field.setManualValidation(true);
    field.setItems(choices);
    field.setItemLabelGenerator(value -> value == null ? "none" : ParamText.exact(value));
    field.setEmptySelectionAllowed(param.nullable() || standard.isEmpty());
    field.setEmptySelectionCaption("none");
    begun.ifPresent(field::setValue);
    return ParamField.of(
        param,
        field,
        () -> Optional.ofNullable(field.getValue()).map(Entry::of).orElse(Entry.NOTHING),
        changed);
  }

  private static ParamField choices(
      Value param,
      Set<String> choices,
      Optional<JsonNode> standard,
      Optional<JsonNode> begun,
      Runnable changed) {
    CheckboxGroup<String> field = new CheckboxGroup<>();
    field.setManualValidation(true);
    field.setItems(choices);
    Set<String> at = texts(standard);
    field.setValue(texts(begun));
    return ParamField.of(
        param,
        field,
        () -> {
          if (field.getValue().equals(at)) { // in whatever order
            return standard.map(Entry::of).orElse(Entry.NOTHING);
          }
          boolean none = field.getValue().isEmpty() && (param.nullable() || standard.isEmpty());
          List<String> ticked = choices.stream().filter(field.getValue()::contains).toList();
          return none ? Entry.NOTHING : Entry.of(list(ticked));
        },
        changed);
  }

  private static Set<String> texts(Optional<JsonNode> list) {
    return list.stream()
        .flatMap(JsonNode::valueStream)
        .map(JsonNode::asString)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static ParamField text(
      Value param, Optional<JsonNode> standard, Optional<JsonNode> begun, Runnable changed) {
    TextField field = new TextField();
    field.setManualValidation(true);
    field.setClearButtonVisible(param.nullable());
    field.setValue(begun.map(JsonNode::asString).orElse(""));
    return ParamField.of(
        param,
        field,
        () ->
            field.isEmpty() && (param.nullable() || standard.isEmpty())
                ? Entry.NOTHING
                : Entry.of(StringNode.valueOf(field.getValue())),
        changed);
  }

  private static ParamField texts(
      Value param, Optional<JsonNode> standard, Optional<JsonNode> begun, Runnable changed) {
    TextArea field = new TextArea();
    field.setManualValidation(true);
    field.setHelperText("One in a line.");
    field.setClearButtonVisible(param.nullable());
    field.setValue(
        begun.stream()
            .flatMap(JsonNode::valueStream)
            .map(JsonNode::asString)
            .collect(Collectors.joining("\n")));
    return ParamField.of(
        param,
        field,
        () -> {
          List<String> lines = field.getValue().lines().filter(line -> !line.isBlank()).toList();
          boolean none = lines.isEmpty() && (param.nullable() || standard.isEmpty());
          return none ? Entry.NOTHING : Entry.of(list(lines));
        },
        changed);
  }

  private static ArrayNode list(Collection<String> texts) {
    ArrayNode list = NODES.arrayNode();
    texts.forEach(list::add);
    return list;
  }

  private static ParamField json(Value param, Optional<JsonNode> begun, Runnable changed) {
    TextField field = new TextField();
    field.setManualValidation(true);
    field.setHelperText("As JSON.");
    field.setClearButtonVisible(param.nullable());
    field.setValue(begun.map(JsonNode::toString).orElse(""));
    return ParamField.of(param, field, () -> parsed(field.getValue()), changed);
  }

  private static Entry parsed(String text) {
    try {
      return text.isBlank() ? Entry.NOTHING : Entry.of(JSON.readTree(text));
    } catch (JacksonException e) {
      return Entry.wrong("must be JSON: " + e.getOriginalMessage());
    }
  }
}
