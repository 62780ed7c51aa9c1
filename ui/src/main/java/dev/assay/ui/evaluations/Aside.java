package dev.assay.ui.evaluations;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.server.Command;
import dev.assay.problem.Problem;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Sentences;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes its time to be computed: done aside, with a line that says so, while what was there
 * stays and the page can be used. Of several questions the last one counts.
 */
final class Aside extends Div {
  private static final Logger log = LoggerFactory.getLogger(Aside.class);

  private final Div content = new Div();
  private final Div working = new Div();
  private final Span doing = new Span();
  private final Nothing refused = new Nothing("");
  private long asked;

  /**
   * @param parts shown when the first answer is there
   */
  Aside(Component... parts) {
    addClassName("aside");
    content.add(parts);
    content.addClassName("aside-content");
    content.setVisible(false);
    ProgressBar bar = new ProgressBar();
    bar.setIndeterminate(true);
    bar.getElement().setAttribute("aria-label", "Being computed");
    working.add(doing, bar);
    working.addClassName("aside-working");
    working.getElement().setAttribute("role", "status");
    working.setVisible(false);
    refused.getElement().setAttribute("role", "status");
    refused.setVisible(false);
    add(working, refused, content);
  }

  /**
   * Computes something and shows it.
   *
   * @param what {@code Comparing rows}
   * @param work not on the user interface's thread; may throw a {@link Problem}, which is told
   */
  <T> void compute(String what, Supplier<T> work, Consumer<T> show) {
    UI ui = UI.getCurrentOrThrow();
    long question = ++asked;
    doing.setText(what + "…");
    working.setVisible(true);
    Thread.ofVirtual()
        .name("analysis")
        .start(
            () -> {
              Command answer = answer(work, show);
              try {
                ui.access(
                    () -> {
                      if (question == asked) {
                        working.setVisible(false);
                        answer.execute();
                      }
                    });
              } catch (UIDetachedException e) {
                // nobody looks any more
              }
            });
  }

  private <T> Command answer(Supplier<T> work, Consumer<T> show) {
    try {
      T found = work.get();
      return () -> {
        refused.setVisible(false);
        content.setVisible(true);
        show.accept(found);
      };
    } catch (Problem problem) {
      return () -> refuse(Sentences.of(problem));
    } catch (RuntimeException e) {
      log.error("an analysis failed", e);
      return () -> refuse("It could not be computed; the log of the server has the cause.");
    }
  }

  /** Of its parts shows one alone, or all but that one. */
  void showRest(boolean rest, Component one) {
    content.getChildren().forEach(part -> part.setVisible(part.equals(one) != rest));
  }

  /** Says why there is nothing, without asking for anything. */
  void refuse(String why) {
    asked++;
    working.setVisible(false);
    content.setVisible(false);
    refused.say(why);
    refused.setVisible(true);
  }
}
