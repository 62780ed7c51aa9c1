package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.RunColor;

/** A run's name in front of which stands its colour; leads to its page. */
public class RunLink extends Anchor {
  private final Span name = new Span();

  public RunLink() {
    addClassName("run-link");
  }

  public void show(Run run) {
    setHref(path(run.id()));
    name.setText(run.name());
    name.setTitle(run.name());
    if (getChildren().findAny().isEmpty()) {
      add(swatch(run.id()), name);
    }
  }

  /** The address of a run's page. */
  public static String path(RunId run) {
    return "runs/" + run;
  }

  /** The mark that carries a run's colour. */
  public static Span swatch(RunId run) {
    Span swatch = new Span();
    swatch.addClassName("swatch");
    swatch.getStyle().set("--run-color", RunColor.css(run));
    return swatch;
  }
}
