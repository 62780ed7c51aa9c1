package dev.assay.ui.parts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.server.Command;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Work on many things that takes its time: done aside, with its progress on the screen and a way to
 * cancel. What was done before that stays done.
 */
public final class Progress {
  private static final int TOLD_EVERY = 20;

  private Progress() {}

  /**
   * What became of it.
   *
   * @param done those for which the work said true
   * @param left how many were not come to, because somebody cancelled
   */
  public record Outcome<T>(List<T> done, int left) {}

  /**
   * Does something with each of many.
   *
   * @param title such as {@code Tagging 300 runs}
   * @param work whether it was done; not on the user interface's thread
   * @param then on the user interface's thread
   */
  public static <T> void over(
      String title, List<T> all, Predicate<T> work, Consumer<Outcome<T>> then) {
    UI ui = UI.getCurrentOrThrow();
    AtomicBoolean cancelled = new AtomicBoolean();
    ProgressBar bar = new ProgressBar(0, Math.max(1, all.size()), 0);
    bar.getElement().setAttribute("aria-label", title);
    Span told = new Span("0 of " + Numbers.whole(all.size()));
    Dialog dialog = new Dialog(bar, told);
    dialog.setHeaderTitle(title);
    dialog.setCloseOnEsc(false);
    dialog.setCloseOnOutsideClick(false);
    dialog.setWidth("360px");
    dialog.getFooter().add(new Button("Cancel", click -> cancelled.set(true)));
    dialog.open();
    Thread.ofVirtual()
        .name("progress")
        .start(
            () -> {
              List<T> done = new ArrayList<>();
              int seen = 0;
              Command close = dialog::close;
              try {
                for (T each : all) {
                  if (cancelled.get()) {
                    break;
                  }
                  if (work.test(each)) {
                    done.add(each);
                  }
                  if (++seen % TOLD_EVERY == 0) {
                    int now = seen;
                    tell(
                        ui,
                        () -> {
                          bar.setValue(now);
                          told.setText(Numbers.whole(now) + " of " + Numbers.whole(all.size()));
                        });
                  }
                }
                int left = all.size() - seen;
                tell(
                    ui,
                    () -> {
                      close.execute();
                      then.accept(new Outcome<>(done, left));
                    });
              } catch (RuntimeException e) {
                tell(
                    ui,
                    () -> {
                      close.execute();
                      throw e; // the session's error handler puts it into words
                    });
              }
            });
  }

  /** The work goes on when nobody looks any more. */
  private static void tell(UI ui, Command what) {
    try {
      ui.access(what);
    } catch (UIDetachedException e) {
      // the page was closed or loaded anew
    }
  }
}
