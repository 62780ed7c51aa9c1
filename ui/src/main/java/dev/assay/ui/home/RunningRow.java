package dev.assay.ui.home;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Run;
import dev.assay.series.BucketedSeries;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.charts.Sparkline;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.NumberText;
import dev.assay.ui.parts.ProgressLine;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Spans;
import java.time.Clock;

/**
 * A run on its way: name and experiment, the course of its loss, how far it is, how fast it goes.
 */
class RunningRow extends LiveList.Row<Overview.Glance> {
  private final Clock clock;
  private final RunLink name = new RunLink();
  private final ExperimentLink experiment = new ExperimentLink();
  private final Sparkline curve = new Sparkline();
  private final NumberText loss = new NumberText();
  private final ProgressLine progress = new ProgressLine();
  private final Span left = new Span();
  private final NumberText speed = new NumberText();

  RunningRow(Clock clock) {
    this.clock = clock;
    addClassName("running-row");
    Div course = new Div(curve, labelled(loss, "loss"));
    course.addClassName("course");
    left.addClassName("soft");
    add(stack(name, experiment), course, stack(progress, left), labelled(speed, "tokens/s"));
  }

  private static Div stack(com.vaadin.flow.component.Component... parts) {
    Div stack = new Div(parts);
    stack.addClassName("stack");
    return stack;
  }

  private static Div labelled(NumberText number, String label) {
    Span words = new Span(label);
    words.addClassName("soft");
    Div both = stack(number, words);
    both.addClassName("figure");
    return both;
  }

  @Override
  public void show(Overview.Glance glance) {
    Run run = glance.run();
    name.show(run);
    experiment.show(glance.experiment());
    BucketedSeries losses = glance.lossCurve();
    if (losses != null && losses.step().length > 0) {
      curve.show(run.id(), losses.step(), losses.mean());
    }
    loss.show(HeadlineMetrics.lastValue(glance.metrics(), HeadlineMetrics.LOSSES));
    progress.show(run.progress());
    left.setText(
        run.timeLeft(clock.instant())
            .map(t -> Spans.rough(t) + " left")
            .orElse("time left unknown"));
    speed.show(HeadlineMetrics.lastValue(glance.metrics(), HeadlineMetrics.SPEEDS));
  }
}
