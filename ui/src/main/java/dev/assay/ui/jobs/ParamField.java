package dev.assay.ui.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.HasHelper;
import com.vaadin.flow.component.HasLabel;
import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.shared.HasValidationProperties;
import dev.assay.ui.jobs.ParamNode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Asks for one param. */
final class ParamField implements ParamPart {
  /**
   * What is typed in a field.
   *
   * @param value what it stands for; empty when nothing is typed
   * @param fault why it stands for nothing
   */
  record Entry(Optional<JsonNode> value, Optional<String> fault) {
    static final Entry NOTHING = new Entry(Optional.empty(), Optional.empty());

    static Entry of(JsonNode value) {
      return new Entry(Optional.of(value), Optional.empty());
    }

    static Entry wrong(String fault) {
      return new Entry(Optional.empty(), Optional.of(fault));
    }
  }

  private final Value param;
  private final Component component;
  private final HasValidationProperties validation;
  private final Supplier<Entry> entry;
  private final List<Details> within = new ArrayList<>();

  private <C extends Component & HasValue<?, ?> & HasLabel & HasHelper & HasValidationProperties>
      ParamField(Value param, C field, Supplier<Entry> entry, Runnable changed) {
    this.param = param;
    this.component = field;
    this.validation = field;
    this.entry = entry;
    field.setLabel(param.name());
    String more = field.getHelperText() == null ? "" : " " + field.getHelperText();
    field.setHelperText((param.description() + more).strip());
    field.setRequiredIndicatorVisible(param.required() && param.standard() == null);
    field.addValueChangeListener(
        change -> {
          validation.setInvalid(false);
          sayFault();
          changed.run();
        });
  }

  /**
   * @param field that shows the default already
   * @param entry what is typed in it
   */
  static <C extends Component & HasValue<?, ?> & HasLabel & HasHelper & HasValidationProperties>
      ParamField of(Value param, C field, Supplier<Entry> entry, Runnable changed) {
    return new ParamField(param, field, entry, changed);
  }

  @Override
  public Component component() {
    return component;
  }

  @Override
  public String name() {
    return param.name();
  }

  String path() {
    return param.path();
  }

  @Override
  public Optional<JsonNode> given() {
    Entry typed = entry.get();
    if (typed.fault().isPresent()) {
      return Optional.empty();
    }
    @Nullable JsonNode standard = param.standard();
    if (typed.value().isEmpty()) { // what is emptied is null if it can be, else it is not given
      boolean emptied = param.nullable() && standard != null && !standard.isNull();
      return emptied ? Optional.of(NullNode.instance) : Optional.empty();
    }
    return typed.value().filter(value -> standard == null || !isSame(standard, value));
  }

  /** 1 and 1.0 are the same number. */
  private static boolean isSame(JsonNode a, JsonNode b) {
    return a.equals(
        (x, y) -> {
          if (x.isNumber() && y.isNumber()) {
            return x.decimalValue().compareTo(y.decimalValue());
          }
          return x.equals(y) ? 0 : 1;
        },
        b);
  }

  @Override
  public Stream<ParamField> fields() {
    return Stream.of(this);
  }

  @Override
  public void liesIn(Details details) {
    within.add(details);
  }

  /** Says what is wrong with what is typed, if that can be told from it alone. */
  boolean sayFault() {
    Optional<String> fault = entry.get().fault();
    fault.ifPresent(this::refuse);
    return fault.isPresent();
  }

  /** Says what is wrong here, and opens what it lies in. */
  void refuse(String rule) {
    within.forEach(details -> details.setOpened(true));
    validation.setErrorMessage(rule);
    validation.setInvalid(true);
  }

  boolean isRefused() {
    return validation.isInvalid();
  }

  void accept() {
    validation.setInvalid(false);
  }

  void focus() {
    if (component instanceof Focusable<?> focusable) {
      focusable.focus();
    }
  }
}
