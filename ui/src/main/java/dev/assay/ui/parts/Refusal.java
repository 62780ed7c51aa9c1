package dev.assay.ui.parts;

import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.notification.NotificationVariant;

/** Tells why something was not done. */
public final class Refusal {
  private static final int SHOWN_MILLIS = 8000;

  private Refusal() {}

  public static void say(String why) {
    Notification note = Notification.show(why, SHOWN_MILLIS, Notification.Position.BOTTOM_START);
    note.addThemeVariants(NotificationVariant.LUMO_ERROR);
  }
}
