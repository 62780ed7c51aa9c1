package dev.assay.ui.home;

import com.vaadin.flow.component.html.Span;
import dev.assay.runs.ExperimentSummary;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.text.Numbers;

/** An experiment that somebody worked on lately. */
class ExperimentRow extends LiveList.Row<ExperimentSummary> {
  private final ExperimentLink name = new ExperimentLink();
  private final Span runs = new Span();

  ExperimentRow() {
    addClassName("home-experiment-row");
    add(name, runs);
  }

  @Override
  public void show(ExperimentSummary summary) {
    name.show(summary.experiment());
    boolean running = summary.running() > 0;
    runs.setText(
        running
            ? Numbers.whole(summary.running()) + " running"
            : Numbers.count(summary.runs(), "run"));
    runs.setClassName("status", running);
    runs.setClassName("is-running", running);
    runs.setClassName("soft", !running);
  }
}
