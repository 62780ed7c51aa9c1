package dev.assay.ui.jobs;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Asks for the params of a recipe. */
public final class ParamForm extends Div {
  private static final String PARAMS = "params.";
  private static final int MOST_NAMED = 20;

  private final ParamList params;
  private final String description;

  /**
   * @param begin what the fields begin with; where it says nothing, with the defaults
   */
  public ParamForm(ObjectNode schema, ObjectNode begin, Runnable changed) {
    Outline outline = Outline.of(schema, begin);
    description = outline.description();
    params = new ParamList(outline.parts(), false, changed);
    addClassName("param-form");
    if (outline.isCut()) {
      add(
          new Paragraph(
              "This recipe has more than %d params. Those beyond are not shown and keep their defaults; the command can set them."
                  .formatted(Outline.MOST_FIELDS)));
    }
    if (!outline.left().isEmpty()) {
      add(
          new Paragraph(
              "This recipe does not ask for these params, so they are left out: %s."
                  .formatted(
                      outline.left().stream()
                          .limit(MOST_NAMED)
                          .collect(Collectors.joining(", ", "", more(outline.left().size()))))));
    }
    if (outline.parts().isEmpty()) {
      add(new Paragraph("This recipe says nothing of its params, so it runs with its defaults."));
    }
    add(params);
  }

  private static String more(int left) {
    return left > MOST_NAMED ? " and %d more".formatted(left - MOST_NAMED) : "";
  }

  public String description() {
    return description;
  }

  /** What differs from the defaults. */
  public ObjectNode given() {
    return params.given();
  }

  /** Whether what is typed can be sent; says at the fields why not. */
  public boolean isSound() {
    List<ParamField> wrong = params.fields().filter(ParamField::sayFault).toList();
    wrong.stream().findFirst().ifPresent(ParamField::focus);
    return wrong.isEmpty();
  }

  /**
   * Says at the fields what is wrong with them.
   *
   * @return what is wrong with none of them
   */
  public List<Violation> show(List<Violation> violations) {
    params.fields().forEach(ParamField::accept);
    List<Violation> rest = new ArrayList<>();
    for (Violation violation : violations) {
      field(violation.field())
          .ifPresentOrElse(field -> field.refuse(violation.rule()), () -> rest.add(violation));
    }
    params.fields().filter(ParamField::isRefused).findFirst().ifPresent(ParamField::focus);
    return rest;
  }

  /** The one of that name, or the one whose list has the element of that name. */
  private Optional<ParamField> field(String name) {
    if (!name.startsWith(PARAMS)) {
      return Optional.empty();
    }
    String path = name.substring(PARAMS.length());
    return params
        .fields()
        .filter(field -> path.equals(field.path()) || path.startsWith(field.path() + "."))
        .findFirst();
  }
}
