package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;

/** Text to be pasted into a terminal, with a button that copies it. */
public class Command extends Div {
  private final Pre pre;
  private final CopyButton copy;

  public Command(String text) {
    addClassName("command");
    pre = new Pre(text);
    pre.getElement().setAttribute("tabindex", "0"); // it may scroll, so the keyboard must reach it
    copy = new CopyButton("Copy", text);
    add(pre, copy);
  }

  /** Another text in its place. */
  public void show(String text) {
    pre.setText(text);
    copy.show(text);
  }
}
