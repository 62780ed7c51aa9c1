package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Paragraph;

/** Stands where there is nothing to show, and says why. */
public class Nothing extends Paragraph {
  public Nothing(String why) {
    addClassName("nothing");
    say(why);
  }

  public final void say(String why) {
    setText(why);
  }
}
