package dev.assay.ui.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;

/** A page that could not be shown: what is the matter, and a way on. */
abstract class ErrorPage extends Div {
  ErrorPage() {
    addClassName("error-page");
  }

  void say(String title, String message) {
    removeAll();
    add(new H1(title), new Paragraph(message), new Paragraph(new Anchor("", "Go to Home")));
  }
}
