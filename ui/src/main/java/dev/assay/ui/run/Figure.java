package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/** A value under its name. */
class Figure extends Div {
  Figure(String name, Component value) {
    addClassName("named-figure");
    Span label = new Span(name);
    label.addClassName("soft");
    add(label, value);
  }
}
