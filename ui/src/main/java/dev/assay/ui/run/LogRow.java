package dev.assay.ui.run;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.logs.LogLine;
import dev.assay.logs.LogStream;
import dev.assay.ui.text.Ansi;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Spans;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of a log. Its number and its time stand in attributes, which app.css shows in front: so a
 * row is few elements, and what one copies is the text alone.
 */
class LogRow extends Div {
  private static final int LONGEST_SHOWN = 4000;
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

  private final Span text = new Span();

  /**
   * @param start when the run began
   */
  LogRow(long number, LogLine line, Instant start) {
    Instant at = Instant.ofEpochMilli(line.timeMillis());
    addClassName("log-line");
    if (line.stream() == LogStream.STDERR) {
      addClassName("is-stderr");
    }
    getElement().setAttribute("data-line", Long.toString(number));
    getElement().setAttribute("data-time", Spans.clock(Duration.between(start, at)));
    setTitle(EXACT.format(at) + " · " + line.stream().label());
    text.addClassName("log-text");
    show(line.text());
    add(text);
  }

  private void show(String all) {
    List<Ansi.Piece> pieces = Ansi.parse(all);
    boolean plain = pieces.stream().allMatch(piece -> piece.styleClasses().isEmpty());
    if (plain && all.length() <= LONGEST_SHOWN) {
      text.setText(pieces.stream().map(Ansi.Piece::text).collect(Collectors.joining()));
      return;
    }
    int left = LONGEST_SHOWN;
    for (Ansi.Piece piece : pieces) {
      String shown = piece.text().substring(0, Math.min(left, piece.text().length()));
      text.add(span(shown, piece.styleClasses()));
      left -= shown.length();
      if (shown.length() < piece.text().length()) {
        text.add(
            span(" … (%s in all)".formatted(Numbers.count(all.length(), "character")), "soft"));
        return;
      }
    }
  }

  private static Span span(String text, String styleClasses) {
    Span span = new Span(text);
    if (!styleClasses.isEmpty()) {
      span.addClassNames(styleClasses.split(" "));
    }
    return span;
  }

  void mark() {
    addClassName("is-wanted");
  }
}
