package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.search.Configuration;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How configurations are written. */
final class Configurations {
  private Configurations() {}

  /** In one line: {@code lr 0.003, model.width 128}. */
  static String words(Configuration configuration) {
    return configuration.values().entrySet().stream()
        .map(e -> e.getKey() + " " + ParamText.brief(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** One value beside the other, each in full on hover. */
  static Div chips(Configuration configuration) {
    Div chips = new Div();
    chips.addClassName("tags");
    configuration
        .values()
        .forEach(
            (name, value) -> {
              Span chip = new Span(name + " = " + ParamText.brief(value));
              chip.setTitle(name + " = " + ParamText.exact(value));
              chips.add(chip);
            });
    return chips;
  }

  /** As plots take it; null where there is none. */
  static @Nullable Object plain(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    return value.isNumber() ? (Object) value.doubleValue() : ParamText.exact(value);
  }

  static String brief(@Nullable Double value) {
    return value == null ? "–" : Numbers.brief(value);
  }
}
