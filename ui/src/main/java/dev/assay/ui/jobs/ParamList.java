package dev.assay.ui.jobs;

import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Params in the schema's order; those that follow each other without a group share a grid. */
final class ParamList extends Div {
  private final List<ParamPart> parts;

  /**
   * @param nested whether it is in a group already: groups in it are closed at first
   * @param changed to be called when something else stands in a field
   */
  ParamList(List<ParamNode> nodes, boolean nested, Runnable changed) {
    parts = ParamGroup.parts(nodes, nested, changed);
    addClassName("param-list");
    @Nullable Div grid = null;
    for (ParamPart part : parts) {
      if (part instanceof ParamGroup group) {
        grid = null;
        add(group.component());
        continue;
      }
      if (grid == null) {
        grid = grid(nested);
      }
      grid.add(part.component());
    }
  }

  private Div grid(boolean nested) {
    Div grid = new Div();
    grid.addClassName("param-grid");
    if (nested) {
      add(grid);
    } else {
      Section card = new Section(grid);
      card.addClassNames("card", "param-section");
      add(card);
    }
    return grid;
  }

  /** What differs from the defaults. */
  ObjectNode given() {
    ObjectNode given = JsonNodeFactory.instance.objectNode();
    parts.forEach(part -> part.given().ifPresent(value -> given.set(part.name(), value)));
    return given;
  }

  /** Those that are there, in their order. */
  Stream<ParamField> fields() {
    return parts.stream().flatMap(ParamPart::fields);
  }

  void liesIn(Details details) {
    parts.forEach(part -> part.liesIn(details));
  }
}
