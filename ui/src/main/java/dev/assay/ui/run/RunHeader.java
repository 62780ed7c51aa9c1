package dev.assay.ui.run;

import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Run;
import dev.assay.runs.RunStatus;
import dev.assay.series.MetricSummary;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.NumberText;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ProgressLine;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.ShownTags;
import dev.assay.ui.parts.StatusMark;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Spans;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/** What a run is and how it is doing, above its tabs. */
class RunHeader extends Div implements RunPart {
  private final Clock clock;
  private final PauseButton pause;
  private final StopButton stop;
  private final PageHeader title = new PageHeader("");
  private final ExperimentLink experiment = new ExperimentLink();
  private final StatusMark status = new StatusMark();
  private final Div failure = new Div();
  private final Span why = new Span();
  private final Details lastLines = new Details("Last lines of its log");
  private final Pre lines = new Pre();
  private final Span learnt = new Span();
  private final RunLink parent = new RunLink();
  private final Figure partOf = new Figure("Part of", parent);
  private final Span group = new Span();
  private final Figure inGroup = new Figure("Group", group);
  private final ProgressLine progress = new ProgressLine();
  private final Span left = new Span();
  private final NumberText speed = new NumberText();
  private final NumberText trainLoss = new NumberText();
  private final NumberText validationLoss = new NumberText();
  private final TimeText duration = new TimeText();
  private final TimeText created = new TimeText();
  private final Span by = new Span();
  private final Span agent = new Span();
  private final Figure doneBy = new Figure("Agent", agent);
  private final Figure timeLeft = new Figure("Time left", left);
  private final Div tags = new Div();

  RunHeader(PauseButton pause, StopButton stop, Clock clock) {
    this.pause = pause;
    this.stop = stop;
    this.clock = clock;
    addClassName("run-header");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    lines.getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    lastLines.add(lines);
    failure.add(why, lastLines);
    learnt.addClassName("learnt");
    tags.addClassName("tags");
    Div figures =
        new Div(
            new Figure("Progress", progress),
            timeLeft,
            new Figure("Train loss", trainLoss),
            new Figure("Val loss", validationLoss),
            new Figure("Tokens/s", speed),
            new Figure("Duration", duration),
            new Figure("Created", created),
            new Figure("By", by),
            doneBy,
            partOf,
            inGroup);
    figures.addClassName("figures");
    title.withTrail(new Anchor("experiments", "Experiments"), experiment);
    title.withBeside(status).withActions(pause, stop);
    add(title, failure, learnt, figures, tags);
  }

  @Override
  public void show(RunState now) {
    Run run = now.run();
    title.setTitleText(run.name());
    title.setMark(RunLink.swatch(run.id()));
    experiment.show(now.experiment());
    status.show(run.status());
    pause.show(now);
    stop.show(now);
    showFailure(run);
    String line = run.learnt();
    learnt.setVisible(line != null);
    learnt.setText("Learnt: " + line);
    showFigures(now);
    now.parent().ifPresent(parent::show);
    partOf.setVisible(now.parent().isPresent());
    group.setText(run.group());
    inGroup.setVisible(run.group() != null);
    Map<String, String> shown = ShownTags.of(run);
    tags.setVisible(!shown.isEmpty());
    tags.removeAll();
    shown.forEach((key, value) -> tags.add(new Span(value.isEmpty() ? key : key + ": " + value)));
  }

  private void showFailure(Run run) {
    String reason = run.failure();
    failure.setVisible(run.status() == RunStatus.FAILED);
    why.setText("Why it failed: " + (reason == null ? "it gave no reason." : reason));
    String last = run.lastLines();
    lastLines.setVisible(last != null);
    lines.setText(last);
  }

  private void showFigures(RunState now) {
    Run run = now.run();
    Map<String, MetricSummary> metrics = now.metricsByName();
    progress.show(run.progress());
    left.setText(run.timeLeft(clock.instant()).map(Spans::rough).orElse("–"));
    timeLeft.setVisible(now.isLive());
    trainLoss.show(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.TRAIN_LOSSES));
    validationLoss.show(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.VALIDATION_LOSSES));
    speed.show(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.SPEEDS));
    // a paused run was heard of last when it paused
    duration.showSpan(
        run.startedAt(), run.status() == RunStatus.PAUSED ? run.heartbeatAt() : run.endedAt());
    created.showAgo(run.createdAt());
    by.setText(run.createdBy());
    doneBy.setVisible(now.job().isPresent());
    now.job().ifPresent(job -> agent.setText(Objects.requireNonNullElse(job.agent(), "none yet")));
  }
}
