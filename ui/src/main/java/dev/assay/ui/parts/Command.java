package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;

/** Text to be pasted into a terminal, with a button that copies it. */
public class Command extends Div {
  public Command(String text) {
    addClassName("command");
    Pre pre = new Pre(text);
    pre.getElement().setAttribute("tabindex", "0"); // it may scroll, so the keyboard must reach it
    add(pre, new CopyButton("Copy", text));
  }
}
