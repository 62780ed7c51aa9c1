package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.logs.LogMatches;
import dev.assay.logs.LogMatches.Match;
import dev.assay.runs.RunId;
import dev.assay.ui.text.Numbers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The lines of a log that contain a text; each leads to its place in the log. */
class LogMatchList extends Div {
  private static final int MOST_ROWS = 1000;

  private final RunId run;
  private final Instant start;
  private final RunReader reader;
  private final Span count = new Span();
  private final Div rows = new Div();
  private final Button more = new Button();
  private String text = "";
  private int found;
  private @Nullable Long next;

  LogMatchList(RunId run, Instant start, RunReader reader) {
    this.run = run;
    this.start = start;
    this.reader = reader;
    addClassName("log-matches");
    count.getElement().setAttribute("role", "status");
    rows.addClassNames("log", "log-found");
    more.addClickListener(click -> searchOn());
    Div head = new Div(count, more);
    head.addClassName("tools");
    add(head, rows);
    setVisible(false);
  }

  /** Looks for a text from the beginning; empty closes the list. */
  void search(String wanted) {
    text = wanted;
    found = 0;
    next = 0L;
    rows.removeAll();
    setVisible(!wanted.isEmpty());
    if (!wanted.isEmpty()) {
      searchOn();
    }
  }

  private void searchOn() {
    if (next != null) {
      LogMatches matches = reader.find(run, text, next);
      matches.matches().forEach(match -> rows.add(row(match)));
      found += matches.matches().size();
      next = found < MOST_ROWS ? matches.nextLine() : null;
      describe(matches);
    }
  }

  private void describe(LogMatches latest) {
    @Nullable Long end = latest.nextLine();
    String lines = found == 0 ? "No line contains" : Numbers.count(found, "line") + " with";
    String until = end == null ? "" : " among the first " + Numbers.whole(end);
    count.setText(lines + " “" + text + "”" + until);
    rows.setVisible(found > 0);
    more.setVisible(next != null);
    more.setText("Search on");
  }

  private Anchor row(Match match) {
    Anchor row = new Anchor(address(match.number()));
    row.add(new LogRow(match.number(), match.line(), start));
    return row;
  }

  private String address(long line) {
    return "%s?q=%s&line=%d"
        .formatted(RunTab.LOGS.path(run), URLEncoder.encode(text, StandardCharsets.UTF_8), line);
  }
}
