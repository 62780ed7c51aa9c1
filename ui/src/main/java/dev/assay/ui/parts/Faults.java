package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.shared.HasValidationProperties;
import dev.assay.problem.Problem.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what is wrong with a specification at the fields that its parts were typed in. */
public final class Faults {
  private final Map<String, HasValidationProperties> fields = new LinkedHashMap<>();

  /**
   * @param path of the part that is typed in the field: {@code budget.trials}
   */
  public void at(String path, HasValidationProperties field) {
    fields.put(path, field);
  }

  /**
   * Shows each at the field of the longest path that leads to it.
   *
   * @return what belongs to no field
   */
  public List<Violation> show(List<Violation> violations) {
    fields.values().forEach(field -> field.setInvalid(false));
    Map<String, List<Violation>> byPath =
        violations.stream()
            .filter(v -> nearest(v.field()).isPresent())
            .collect(
                Collectors.groupingBy(
                    v -> nearest(v.field()).orElseThrow(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byPath.forEach(
        (path, wrong) -> {
          HasValidationProperties field = fields.get(path);
          if (field != null) {
            field.setErrorMessage(
                wrong.stream().map(Violation::rule).distinct().collect(Collectors.joining("; ")));
            field.setInvalid(true);
          }
        });
    byPath.keySet().stream()
        .findFirst()
        .map(fields::get)
        .filter(Component.class::isInstance)
        .ifPresent(field -> ((Component) field).scrollIntoView());
    return violations.stream().filter(v -> nearest(v.field()).isEmpty()).toList();
  }

  private Optional<String> nearest(String path) {
    return fields.keySet().stream()
        .filter(p -> path.equals(p) || path.startsWith(p + ".") || path.startsWith(p + "["))
        .max((a, b) -> Integer.compare(a.length(), b.length()));
  }
}
