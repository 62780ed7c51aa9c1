package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import dev.assay.ui.charts.Figure;

/** Things that belong together, under a title. */
public final class Card extends Section {
  public Card(String title, Component... content) {
    add(new H2(title));
    add(content);
    addClassNames("card", "titled-card");
    getElement().setAttribute("aria-label", title);
  }

  /** A figure, which has a title of its own. */
  public static Section of(Figure figure) {
    Section card = new Section(figure);
    card.addClassNames("card", "titled-card");
    return card;
  }

  /** What there is to know before one reads on. */
  public static Paragraph soft(String words) {
    Paragraph soft = new Paragraph(words);
    soft.addClassName("soft");
    return soft;
  }

  /** A value under its name. */
  public static Div figure(String name, Component value) {
    Span label = new Span(name);
    label.addClassName("soft");
    Div figure = new Div(label, value);
    figure.addClassName("named-figure");
    return figure;
  }
}
