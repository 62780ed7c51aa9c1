package dev.assay.ui.parts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.notification.Notification;

/** Tells what was done, and offers to take it back. */
public final class Done {
  private static final int SHOWN_MILLIS = 10_000;

  private Done() {}

  /** What can be taken back. */
  public static void say(String what, Runnable undo) {
    Notification note = note(what);
    Button button =
        new Button(
            "Undo",
            click -> {
              note.close();
              undo.run();
            });
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    note.add(button);
    note.open();
  }

  /** What cannot. */
  public static void say(String what) {
    note(what).open();
  }

  private static Notification note(String what) {
    Notification note = new Notification();
    note.setDuration(SHOWN_MILLIS);
    note.setPosition(Notification.Position.BOTTOM_START);
    note.add(new Span(what));
    return note;
  }
}
