package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Run;
import dev.assay.runs.RunEdit;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.series.MetricSummary;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.parts.CopyButton;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.NumberText;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ProgressLine;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.ShownTags;
import dev.assay.ui.parts.StatusMark;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Spans;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a run is and how it is doing, above its tabs; what people say of it is changed here. */
class RunHeader extends Div implements RunPart {
  private static final int LONGEST_NAME = 250;
  private static final int LONGEST_LEARNT = 500;

  private final RunReader reader;
  private final RunActions actions;
  private final Clock clock;
  private final RunId run;
  private final PauseButton pause;
  private final StopButton stop;
  private final ResumeButton resume;
  private final RerunButton rerun;
  private final RunMenu menu;
  private final PageHeader title = new PageHeader("");
  private final InPlace name;
  private final ExperimentLink experiment = new ExperimentLink();
  private final StatusMark status = new StatusMark();
  private final Div away = new Div();
  private final Span whereItIs = new Span();
  private final Button back = new Button("", click -> bringBack());
  private final Div failure = new Div();
  private final Span why = new Span();
  private final Details lastLines = new Details("Last lines of its log");
  private final Pre lines = new Pre();
  private final InPlace learnt;
  private final RunLink parent = new RunLink();
  private final Figure partOf = new Figure("Part of", parent);
  private final RunLink origin = new RunLink();
  private final Span forkStep = new Span();
  private final Figure forkedFrom = new Figure("Forked from", new Div(origin, forkStep));
  private final InPlace group;
  private final Figure inGroup;
  private final ProgressLine progress = new ProgressLine();
  private final Span left = new Span();
  private final NumberText speed = new NumberText();
  private final Span utilisation = new Span();
  private final Figure used = new Figure("MFU", utilisation);
  private final NumberText trainLoss = new NumberText();
  private final NumberText validationLoss = new NumberText();
  private final TimeText duration = new TimeText();
  private final TimeText created = new TimeText();
  private final Span by = new Span();
  private final Span agent = new Span();
  private final Figure doneBy = new Figure("Agent", agent);
  private final Figure timeLeft = new Figure("Time left", left);
  private final CommitLink commit = new CommitLink();
  private final Figure ofCommit = new Figure("Commit", commit);
  private final TagChips tags;
  private @Nullable RunStatus shownStatus;
  private boolean archived;

  RunHeader(RunState state, RunReader reader, RunActions actions, Clock clock) {
    this.reader = reader;
    this.actions = actions;
    this.clock = clock;
    run = state.run().id();
    pause = new PauseButton(actions);
    stop = new StopButton(actions);
    resume = new ResumeButton(actions);
    rerun = new RerunButton(actions.mayEdit(), s -> reader.provenance(run));
    menu = new RunMenu(actions);
    boolean mayEdit = actions.mayEdit();
    name =
        new InPlace("name", LONGEST_NAME, mayEdit, this::rename)
            .onlyPencil(edited -> title.setTitleShown(!edited));
    learnt = new InPlace("what was learnt", LONGEST_LEARNT, mayEdit, this::learn).lead("Learnt: ");
    group = new InPlace("group", LONGEST_NAME, mayEdit, this::group);
    inGroup = new Figure("Group", group);
    tags =
        new TagChips(
            mayEdit,
            (key, value) -> {
              actions.tag(run, key, value);
              showAgain();
            },
            key ->
                RunMenu.attempt(
                    () -> {
                      actions.untag(run, key);
                      showAgain();
                    }));
    addClassName("run-header");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    lines.getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    lastLines.add(lines);
    failure.add(why, lastLines);
    learnt.addClassName("learnt");
    back.addThemeVariants(ButtonVariant.LUMO_TERTIARY_INLINE);
    away.add(whereItIs, back);
    away.addClassNames("put-away", "tools");
    away.getElement().setAttribute("role", "status");
    title.withTrail(new Anchor("experiments", "Experiments"), experiment);
    title.withBeside(name, status).withActions(pause, stop, resume, rerun, menu);
    add(title, away, failure, learnt, figures(), tags);
  }

  private Div figures() {
    Div copies =
        new Div(
            new CopyButton("Copy id", run.toString()),
            new CopyButton("Copy API path", "/api/v1/runs/" + run));
    copies.addClassNames("tools", "copies");
    copies.getElement().setAttribute("title", run.toString());
    Div figures =
        new Div(
            new Figure("Progress", progress),
            timeLeft,
            new Figure("Train loss", trainLoss),
            new Figure("Val loss", validationLoss),
            new Figure("Tokens/s", speed),
            used,
            new Figure("Duration", duration),
            new Figure("Created", created),
            new Figure("By", by),
            doneBy,
            ofCommit,
            partOf,
            forkedFrom,
            inGroup,
            new Figure("For programs", copies));
    figures.addClassName("figures");
    return figures;
  }

  @Override
  public void show(RunState now) {
    Run shown = now.run();
    title.setTitleText(shown.name());
    title.setMark(RunLink.swatch(shown.id()));
    name.show(shown.name());
    experiment.show(now.experiment());
    status.show(shown.status());
    pause.show(now);
    stop.show(now);
    resume.show(now);
    rerun.show(now);
    menu.show(now);
    showWhereItIs(shown);
    showFailure(shown);
    learnt.show(shown.learnt());
    showFigures(now);
    showCommit(shown);
    now.parent().ifPresent(parent::show);
    partOf.setVisible(now.parent().isPresent());
    now.origin().ifPresent(origin::show);
    forkedFrom.setVisible(now.origin().isPresent());
    forkStep.setText(
        shown.forkStep() == null ? "" : " after step " + Numbers.whole(shown.forkStep()));
    group.show(shown.group());
    inGroup.setVisible(actions.mayEdit() || shown.group() != null);
    tags.show(ShownTags.of(shown));
  }

  /** What was changed here is seen at once. */
  private void showAgain() {
    show(reader.read(run));
  }

  private void rename(String to) {
    actions.edit(run, new RunEdit.Name(to));
    title.setTitleText(to);
  }

  private void learn(String what) {
    actions.edit(run, new RunEdit.Learnt(what.isEmpty() ? null : what));
  }

  private void group(String to) {
    actions.edit(run, new RunEdit.Group(to.isEmpty() ? null : to));
  }

  private void showWhereItIs(Run shown) {
    boolean deleted = shown.deletedAt() != null;
    archived = shown.archivedAt() != null;
    away.setVisible(deleted || archived);
    whereItIs.setText(
        deleted
            ? "This run is deleted. It can be restored until the server purges what is in the"
                + " trash."
            : archived ? "This run is archived: lists leave it out." : "");
    back.setText(deleted ? "Restore" : "Take out of the archive");
    back.setVisible(actions.mayEdit());
  }

  private void bringBack() {
    RunMenu.attempt(
        () -> {
          if (reader.read(run).run().deletedAt() != null) {
            actions.restore(run);
          } else if (archived) {
            actions.archive(run, false);
          }
          showAgain();
        });
  }

  private void showFailure(Run shown) {
    String reason = shown.failure();
    failure.setVisible(shown.status() == RunStatus.FAILED);
    why.setText("Why it failed: " + (reason == null ? "it gave no reason." : reason));
    String last = shown.lastLines();
    lastLines.setVisible(last != null);
    lines.setText(last);
  }

  private void showFigures(RunState now) {
    Run shown = now.run();
    Map<String, MetricSummary> metrics = now.headlines();
    progress.show(shown.progress());
    left.setText(shown.timeLeft(clock.instant()).map(Spans::rough).orElse("–"));
    timeLeft.setVisible(now.isLive());
    trainLoss.show(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.TRAIN_LOSSES));
    validationLoss.show(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.VALIDATION_LOSSES));
    speed.show(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.SPEEDS));
    showUtilisation(HeadlineMetrics.lastValue(metrics, HeadlineMetrics.UTILISATIONS));
    // a paused run was heard of last when it paused
    duration.showSpan(
        shown.startedAt(),
        shown.status() == RunStatus.PAUSED ? shown.heartbeatAt() : shown.endedAt());
    created.showAgo(shown.createdAt());
    by.setText(shown.createdBy());
    doneBy.setVisible(now.job().isPresent());
    now.job().ifPresent(job -> agent.setText(Objects.requireNonNullElse(job.agent(), "none yet")));
  }

  /** What share of the device's floating-point operations went into the model. */
  private void showUtilisation(@Nullable Double share) {
    used.setVisible(share != null);
    if (share != null) {
      utilisation.setText(
          Double.isFinite(share) ? Numbers.brief(share * 100) + " %" : Numbers.brief(share));
      utilisation.setTitle(
          "Model FLOPs utilisation: %s of what the device can do".formatted(Numbers.exact(share)));
    }
  }

  /** It is told when the run starts, and does not change then. */
  private void showCommit(Run shown) {
    if (shown.status() != shownStatus) {
      shownStatus = shown.status();
      var code = reader.provenance(run).code();
      commit.show(code);
      ofCommit.setVisible(code.commit() != null);
    }
  }
}
