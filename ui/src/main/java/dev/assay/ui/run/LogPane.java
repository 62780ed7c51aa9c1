package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasComponents;
import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import dev.assay.logs.LogPage;
import java.time.Instant;

/**
 * A part of a log that scrolls; elements/assay-log.js keeps what one reads where it is, and the end
 * in view while it follows. It never has more than {@value #MOST_ROWS} rows: what is added on one
 * side pushes others out on the other.
 */
@Tag("assay-log")
@JsModule("context://elements/assay-log.js")
class LogPane extends Component implements HasComponents, HasStyle {
  static final int MOST_ROWS = 2000;

  private final Instant start;
  private long first;

  /**
   * @param start when the run began
   * @param letGo what to do when somebody scrolls away from the end
   */
  LogPane(Instant start, Runnable letGo) {
    this.start = start;
    addClassName("log");
    getElement().setAttribute("role", "log");
    getElement().setAttribute("aria-label", "Lines of the log");
    getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    getElement().addEventListener("let-go", event -> letGo.run());
  }

  /** The number of the first line that is there. */
  long first() {
    return first;
  }

  /** The number of the line after the last that is there. */
  long next() {
    return first + size();
  }

  int size() {
    return getElement().getChildCount();
  }

  void follow(boolean toTheEnd) {
    getElement().setAttribute("follow", toTheEnd);
  }

  void show(LogPage page) {
    removeAll();
    first = page.firstLine();
    append(page);
  }

  void append(LogPage page) {
    for (int i = 0; i < page.lines().size(); i++) {
      add(row(page, i));
    }
    while (size() > MOST_ROWS) {
      getElement().removeChild(0);
      first++;
    }
  }

  void prepend(LogPage page) {
    for (int i = 0; i < page.lines().size(); i++) {
      addComponentAtIndex(i, row(page, i));
    }
    first = page.firstLine();
    while (size() > MOST_ROWS) {
      getElement().removeChild(size() - 1);
    }
  }

  private LogRow row(LogPage page, int index) {
    return new LogRow(page.firstLine() + index, page.lines().get(index), start);
  }

  /** Brings a line into view and marks it. */
  void reveal(long line) {
    if (line >= first && line < next()) {
      int index = (int) (line - first);
      getElement()
          .getChild(index)
          .getComponent()
          .ifPresent(
              row -> {
                if (row instanceof LogRow wanted) {
                  wanted.mark();
                }
              });
      getElement().setAttribute("line", Long.toString(line));
    }
  }
}
