package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.notification.Notification;

/** Says what was done, and takes it back. */
final class UndoNotice extends Notification {
  private static final int SHOWN_MILLIS = 10_000;

  private UndoNotice(String done, Runnable undo) {
    Button back =
        new Button(
            "Undo",
            click -> {
              close();
              undo.run();
            });
    back.addThemeVariants(ButtonVariant.LUMO_TERTIARY_INLINE);
    Div line = new Div(new Span(done), back);
    line.addClassName("tools");
    add(line);
    setDuration(SHOWN_MILLIS);
    setPosition(Position.BOTTOM_START);
  }

  static void show(String done, Runnable undo) {
    new UndoNotice(done, undo).open();
  }
}
