package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.ui.text.Numbers;
import org.jspecify.annotations.Nullable;

/** How much of a run is done: a bar and a percentage. */
public class ProgressLine extends Div {
  private final Div bar = new Div();
  private final Span percent = new Span();

  public ProgressLine() {
    addClassName("progress");
    Div track = new Div(bar);
    track.addClassName("progress-track");
    percent.addClassName("number");
    add(track, percent);
    getElement().setAttribute("role", "progressbar");
    getElement().setAttribute("aria-label", "Progress");
  }

  /**
   * @param share between 0 and 1; null when nobody knows
   */
  public void show(@Nullable Double share) {
    double done = share == null ? 0 : share;
    bar.getStyle().set("width", String.format(java.util.Locale.ROOT, "%.1f%%", done * 100));
    percent.setText(share == null ? "–" : Numbers.percent(done));
    getElement().setAttribute("aria-valuenow", Integer.toString((int) (done * 100)));
  }
}
