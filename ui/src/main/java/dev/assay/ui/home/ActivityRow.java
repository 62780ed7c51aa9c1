package dev.assay.ui.home;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Activity;
import dev.assay.runs.Run;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.NumberText;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.StatusMark;
import dev.assay.ui.parts.TimeText;

/** Something that happened to a run: who created it, how it ended, what was learnt from it. */
class ActivityRow extends LiveList.Row<Overview.Happening> {
  private final RunLink name = new RunLink();
  private final ExperimentLink experiment = new ExperimentLink();
  private final StatusMark ended = new StatusMark();
  private final Span what = new Span();
  private final NumberText loss = new NumberText();
  private final Div figure;
  private final TimeText when = new TimeText();

  ActivityRow() {
    addClassName("activity-row");
    Div names = new Div(name, experiment);
    names.addClassName("stack");
    Span label = new Span("loss");
    label.addClassName("soft");
    figure = new Div(loss, label);
    figure.addClassNames("stack", "figure");
    when.addClassName("soft");
    Div happened = new Div(ended, what);
    happened.addClassName("happened");
    add(names, happened, figure, when);
  }

  @Override
  public void show(Overview.Happening happening) {
    Overview.Glance glance = happening.glance();
    Run run = glance.run();
    Activity.Kind kind = happening.event().kind();
    name.show(run);
    experiment.show(glance.experiment());
    ended.setVisible(kind == Activity.Kind.ENDED);
    ended.show(run.status());
    what.setVisible(kind != Activity.Kind.ENDED);
    what.setText(words(kind, run));
    what.setTitle(what.getText());
    Double value = HeadlineMetrics.lastValue(glance.metrics(), HeadlineMetrics.LOSSES);
    loss.show(value);
    figure.getStyle().set("visibility", value == null ? "hidden" : "visible");
    when.showAgo(happening.event().at());
  }

  private static String words(Activity.Kind kind, Run run) {
    return switch (kind) {
      case CREATED -> "Created by " + run.createdBy();
      case ENDED -> "";
      case NOTED -> run.learnt() == null ? "Notes changed" : "Learnt: " + run.learnt();
    };
  }
}
