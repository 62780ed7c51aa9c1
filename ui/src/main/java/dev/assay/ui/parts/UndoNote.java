package dev.assay.ui.parts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.notification.Notification;

/** Says what was done, and takes it back for as long as it is in sight. */
public class UndoNote extends Notification {
  private static final int SHOWN_MILLIS = 12_000;

  private UndoNote(String done, Runnable undo) {
    Button back = new Button("Undo");
    back.addThemeVariants(ButtonVariant.LUMO_SMALL);
    back.addClickListener(
        click -> {
          close();
          undo.run();
        });
    Div line = new Div(new Span(done), back);
    line.addClassName("undo");
    add(line);
    setDuration(SHOWN_MILLIS);
    setPosition(Position.BOTTOM_START);
  }

  public static void show(String done, Runnable undo) {
    new UndoNote(done, undo).open();
  }
}
