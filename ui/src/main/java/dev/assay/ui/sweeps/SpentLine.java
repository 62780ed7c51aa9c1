package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much of a part of the budget is spent, in words and as a bar. */
final class SpentLine extends Div {
  private final Span words = new Span();
  private final Div bar = new Div();
  private final Div track = new Div(bar);

  SpentLine(String name) {
    addClassNames("named-figure", "spent-line");
    Span label = new Span(name);
    label.addClassName("soft");
    words.addClassName("number");
    track.addClassName("progress-track");
    track.getElement().setAttribute("role", "progressbar");
    track.getElement().setAttribute("aria-label", name + " spent");
    add(label, words, track);
  }

  /**
   * @param of null when nothing bounds it
   * @param share of it that is spent, between 0 and 1
   */
  void show(String spent, @Nullable String of, double share) {
    words.setText(of == null ? spent : spent + " of " + of);
    track.setVisible(of != null);
    double shown = Double.isNaN(share) ? 0 : share;
    bar.getStyle().set("width", String.format(Locale.ROOT, "%.1f%%", shown * 100));
    track.getElement().setAttribute("aria-valuenow", Integer.toString((int) (shown * 100)));
  }
}
