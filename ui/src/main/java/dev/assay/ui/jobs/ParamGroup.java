package dev.assay.ui.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import dev.assay.ui.jobs.ParamNode.Group;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks for params that stand under one name; with a box to be ticked where they may be null. */
final class ParamGroup implements ParamPart {
  private final Group group;
  private final ParamList params;
  private final Checkbox there = new Checkbox("Set");
  private final Component component;

  private ParamGroup(Group group, boolean nested, Runnable changed) {
    this.group = group;
    params = new ParamList(group.parts(), true, changed);
    Div content = new Div();
    content.addClassName("param-group");
    if (!group.description().isEmpty()) {
      content.add(new Paragraph(group.description()));
    }
    if (group.nullable()) {
      there.setAriaLabel("Set " + group.name());
      there.addValueChangeListener(
          change -> {
            params.setVisible(there.getValue());
            changed.run();
          });
      content.add(there);
    }
    there.setValue(group.begun());
    params.setVisible(group.begun());
    content.add(params);
    component = nested ? details(content) : section(content);
  }

  static ParamGroup of(Group group, boolean nested, Runnable changed) {
    return new ParamGroup(group, nested, changed);
  }

  private Details details(Div content) {
    Details details = new Details(group.name(), content);
    details.addClassName("param-details");
    params.liesIn(details);
    return details;
  }

  private Section section(Div content) {
    Section section = new Section(new H2(group.name()), content);
    section.addClassNames("card", "param-section");
    section.getElement().setAttribute("aria-label", group.name());
    return section;
  }

  @Override
  public Component component() {
    return component;
  }

  @Override
  public String name() {
    return group.name();
  }

  @Override
  public Optional<JsonNode> given() {
    if (!there.getValue()) {
      return group.there() ? Optional.of(NullNode.instance) : Optional.empty();
    }
    ObjectNode given = params.given();
    boolean asByDefault = given.isEmpty() && group.there();
    return asByDefault ? Optional.empty() : Optional.of(given);
  }

  @Override
  public Stream<ParamField> fields() {
    return there.getValue() ? params.fields() : Stream.empty();
  }

  @Override
  public void liesIn(Details details) {
    params.liesIn(details);
  }

  /** What a group is made of. */
  static List<ParamPart> parts(List<ParamNode> nodes, boolean nested, Runnable changed) {
    return nodes.stream().map(node -> part(node, nested, changed)).toList();
  }

  private static ParamPart part(ParamNode node, boolean nested, Runnable changed) {
    return switch (node) {
      case Group inner -> of(inner, nested, changed);
      case ParamNode.Value value -> ParamFields.of(value, changed);
    };
  }
}
