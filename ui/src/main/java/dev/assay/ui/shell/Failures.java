package dev.assay.ui.shell;

import com.vaadin.flow.component.ReconnectDialogConfiguration;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.CustomizedSystemMessages;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import dev.assay.problem.Problem;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.text.Sentences;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What happens when a click fails: a problem is told as it is, anything else with a reference into
 * the log, never with its stack trace.
 */
@Component
class Failures implements VaadinServiceInitListener {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);
  private static final int RECONNECT_MILLIS = 2000;

  @Override
  public void serviceInit(ServiceInitEvent event) {
    event
        .getSource()
        .addSessionInitListener(session -> session.getSession().setErrorHandler(Failures::handle));
    event.getSource().addUIInitListener(init -> reconnecting(init.getUI()));
    CustomizedSystemMessages messages = new CustomizedSystemMessages();
    // a page left open over night reloads, which leads to the sign-in page and back
    messages.setSessionExpiredNotificationEnabled(false);
    event.getSource().setSystemMessagesProvider(info -> messages);
  }

  /** For as long as the page is open: a server that is started anew is back in half a minute. */
  private static void reconnecting(UI ui) {
    ReconnectDialogConfiguration words = ui.getReconnectDialogConfiguration();
    words.setDialogText("Connection lost, trying again…");
    words.setDialogTextGaveUp("Connection lost. Load the page again to go on.");
    words.setReconnectInterval(RECONNECT_MILLIS);
    words.setReconnectAttempts(Integer.MAX_VALUE);
  }

  private static void handle(ErrorEvent error) {
    String message = message(error.getThrowable());
    if (UI.getCurrent() != null) {
      Refusal.say(message);
    }
  }

  /**
   * The words for the person at the screen; what is unexpected goes to the log under the reference
   * they get.
   */
  static String message(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof Problem problem) {
        return Sentences.of(problem);
      }
    }
    String reference = UUID.randomUUID().toString().substring(0, 8);
    log.error("unexpected failure {}", reference, failure);
    return "Something went wrong in the server. Its log has the cause under " + reference + ".";
  }
}
