package dev.assay.ui.home;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Run;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.NumberText;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.StatusMark;
import dev.assay.ui.parts.TimeText;
import java.time.Instant;
import java.util.Objects;

/** A run that has ended, or is lost. */
class LatestRow extends LiveList.Row<Overview.Glance> {
  private final RunLink name = new RunLink();
  private final ExperimentLink experiment = new ExperimentLink();
  private final StatusMark status = new StatusMark();
  private final NumberText loss = new NumberText();
  private final TimeText when = new TimeText();

  LatestRow() {
    addClassName("latest-row");
    Div names = new Div(name, experiment);
    names.addClassName("stack");
    Span label = new Span("loss");
    label.addClassName("soft");
    Div figure = new Div(loss, label);
    figure.addClassNames("stack", "figure");
    when.addClassName("soft");
    add(names, status, figure, when);
  }

  @Override
  public void show(Overview.Glance glance) {
    Run run = glance.run();
    name.show(run);
    experiment.show(glance.experiment());
    status.show(run.status());
    loss.show(HeadlineMetrics.lastValue(glance.metrics(), HeadlineMetrics.LOSSES));
    Instant last = Objects.requireNonNullElse(run.endedAt(), run.createdAt());
    when.showAgo(last);
  }
}
