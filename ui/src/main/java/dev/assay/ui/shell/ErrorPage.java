package dev.assay.ui.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.HasDynamicTitle;

/** A page that could not be shown: what is the matter, and a way on. */
abstract class ErrorPage extends Div implements HasDynamicTitle {
  private String title = "";

  ErrorPage() {
    addClassName("error-page");
  }

  void say(String title, String message) {
    this.title = title;
    removeAll();
    add(new H1(title), new Paragraph(message), new Paragraph(new Anchor("", "Go to Home")));
  }

  @Override
  public String getPageTitle() {
    return title + " · Assay";
  }
}
