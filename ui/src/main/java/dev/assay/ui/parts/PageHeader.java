package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Header;

/** The top of a view: where one is, its name, and what can be done. */
public class PageHeader extends Header {
  private final Div trail = new Div();
  private final Div mark = new Div();
  private final H1 title = new H1();
  private final Div beside = new Div();
  private final Div actions = new Div();

  public PageHeader(String text) {
    addClassName("page-header");
    trail.addClassName("trail");
    trail.setVisible(false);
    beside.addClassName("beside-title");
    actions.addClassName("actions");
    title.setText(text);
    mark.addClassName("title-mark");
    mark.setVisible(false);
    Div line = new Div(mark, title, beside, actions);
    line.addClassName("title-line");
    add(trail, line);
  }

  public void setTitleText(String text) {
    title.setText(text);
  }

  /** Another component may stand for the title for a while, as while it is changed. */
  public void setTitleShown(boolean shown) {
    title.setVisible(shown);
  }

  /** What stands in front of the title. */
  public void setMark(Component what) {
    mark.removeAll();
    mark.add(what);
    mark.setVisible(true);
  }

  /** The way back, shown above the title. */
  public PageHeader withTrail(Component... links) {
    trail.removeAll();
    trail.add(links);
    trail.setVisible(true);
    return this;
  }

  public PageHeader withBeside(Component... components) {
    beside.add(components);
    return this;
  }

  public PageHeader withActions(Component... components) {
    actions.add(components);
    return this;
  }
}
