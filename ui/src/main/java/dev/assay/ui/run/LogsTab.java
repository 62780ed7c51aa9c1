package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.logs.LogPage;
import dev.assay.logs.LogQuery;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.time.Instant;
import java.util.Objects;

/** What a run wrote to its console: the last lines, or those around a certain one. */
class LogsTab extends Div implements RunPart {
  private static final String SEND_A_LINE =
      """
      curl %s/api/v1/runs/%s/logs -H "Authorization: Bearer $ASSAY_TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{"lines": [{"stream": "stdout", "text": "hello"}]}'""";

  private final RunId run;
  private final RunReader reader;
  private final TextField search = new FilterField("Search this log");
  private final Checkbox follow = new Checkbox("Follow");
  private final LogMatchList matches;
  private final Button earlier = new Button("Earlier lines");
  private final LogPane pane;
  private final Button later = new Button("Later lines");
  private final Div log = new Div();
  private final Nothing none = new Nothing("");
  private final Div empty = new Div();
  private long total;

  /** The line that is read next; not on the user interface's thread. */
  private volatile long next;

  LogsTab(RunState state, LogLook look, RunReader reader, Pulse pulse) {
    run = state.run().id();
    this.reader = reader;
    Instant start = start(state.run());
    pane = new LogPane(start, () -> follow.setValue(false));
    matches = new LogMatchList(run, start, reader);
    follow.setValue(state.isLive() && look.line().isEmpty());
    search.setMaxLength(LogQuery.LONGEST_TEXT);
    search.setValue(look.search());
    earlier.addClickListener(click -> showEarlier());
    later.addClickListener(click -> showLater());
    Div tools = new Div(search, follow, download());
    tools.addClassName("tools");
    log.add(tools, matches, earlier, pane, later);
    log.addClassName("log-part");
    empty.add(none, new Command(SEND_A_LINE.formatted(ServerUrl.asSeenByTheBrowser(), run)));
    empty.addClassName("log-part");
    add(log, empty);
    begin(look);
    follow.addValueChangeListener(change -> follow(change.getValue()));
    search.addValueChangeListener(change -> search(look));
    pulse.follow(this, () -> reader.lines(run, next), this::showNew);
  }

  private static Instant start(Run run) {
    return Objects.requireNonNullElse(run.startedAt(), run.createdAt());
  }

  private Anchor download() {
    Anchor link = new Anchor("api/v1/runs/" + run + "/logs/text", "Download");
    link.setRouterIgnore(true);
    link.getElement().setAttribute("download", true);
    return link;
  }

  private void begin(LogLook look) {
    LogPage page =
        look.line()
            .map(line -> reader.lines(run, Math.max(0, line - RunReader.LINES / 2)))
            .filter(around -> !around.lines().isEmpty())
            .orElseGet(() -> reader.lastLines(run));
    pane.show(page);
    look.line().ifPresent(pane::reveal);
    pane.follow(follow.getValue());
    matches.search(look.search());
    arrange(page.total());
  }

  private void search(LogLook look) {
    UrlState.replace(this, new LogLook(search.getValue(), look.line()).parameters());
    matches.search(search.getValue());
  }

  private void follow(boolean toTheEnd) {
    if (toTheEnd && pane.next() < total) {
      showLast();
    }
    pane.follow(toTheEnd);
  }

  private void showLast() {
    LogPage last = reader.lastLines(run);
    pane.show(last);
    arrange(last.total());
  }

  private void showEarlier() {
    follow.setValue(false);
    pane.prepend(reader.linesBefore(run, pane.first()));
    arrange(total);
  }

  private void showLater() {
    LogPage page = reader.lines(run, pane.next());
    pane.append(page);
    arrange(page.total());
  }

  /** Lines that came since; what somebody reads who has scrolled up stays where it is. */
  private void showNew(LogPage page) {
    boolean wasAtTheEnd = pane.next() >= total;
    boolean hasRoom = pane.size() + page.lines().size() <= LogPane.MOST_ROWS;
    if (page.firstLine() == pane.next() && wasAtTheEnd && (follow.getValue() || hasRoom)) {
      if (follow.getValue() && page.nextLine() < page.total()) {
        showLast(); // it is faster than one could read
        return;
      }
      pane.append(page);
    }
    arrange(Math.max(total, page.total()));
  }

  private void arrange(long lines) {
    total = lines;
    next = pane.next();
    log.setVisible(total > 0);
    empty.setVisible(total == 0);
    earlier.setVisible(pane.first() > 0);
    earlier.setText("Earlier lines (" + Numbers.whole(pane.first()) + ")");
    later.setVisible(pane.next() < total);
    later.setText("Later lines (" + Numbers.whole(total - pane.next()) + ")");
  }

  @Override
  public void show(RunState now) {
    follow.setVisible(now.isLive());
    none.say(
        (now.isLive() ? "This run has written no lines yet." : "This run wrote no lines.")
            + " They get here from any program that speaks HTTP:");
  }
}
