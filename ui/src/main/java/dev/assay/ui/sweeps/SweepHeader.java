package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.problem.Problem;
import dev.assay.sweeps.Budget;
import dev.assay.sweeps.Spent;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepId;
import dev.assay.sweeps.SweepStatus;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.parts.StudyLink;
import dev.assay.ui.parts.SweepLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import dev.assay.ui.text.Spans;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a sweep is and how far it has come, above its tabs; what can be done with it. */
class SweepHeader extends Div implements SweepPart {
  private final SweepReader reader;
  private final SweepActions actions;
  private final Clock clock;
  private final Consumer<SweepState> changed;
  private final PageHeader title = new PageHeader("");
  private final ExperimentLink experiment = new ExperimentLink();
  private final StatusText status = new StatusText();
  private final Div reason = new Div();
  private final Button pause = new Button("Pause", _ -> pause());
  private final Button resume = new Button("Resume", _ -> act(() -> step(SweepActions::resume)));
  private final Button stop = new Button("Stop", _ -> stop());
  private final Button extend = new Button("Extend", _ -> extend());
  private final Anchor study = new Anchor("", "Fit a scaling law");
  private final SpentLine trials = new SpentLine("Trials");
  private final SpentLine time = new SpentLine("Time of its runs");
  private final SpentLine flops = new SpentLine("FLOPs of its runs");
  private final Span now = new Span();
  private final Span left = new Span();
  private final Div timeLeft;
  private final Span goal = new Span();
  private final Span sampler = new Span();
  private final Span pruner = new Span();
  private final TimeText created = new TimeText();
  private final Span by = new Span();
  private @Nullable SweepState state;

  /**
   * @param changed told the state after something was done here
   */
  SweepHeader(SweepReader reader, SweepActions actions, Clock clock, Consumer<SweepState> changed) {
    this.reader = reader;
    this.actions = actions;
    this.clock = clock;
    this.changed = changed;
    addClassName("run-header");
    reason.addClassName("sweep-reason");
    reason.getElement().setAttribute("role", "status");
    stop.addThemeVariants(ButtonVariant.LUMO_ERROR);
    title
        .withTrail(new Anchor(SweepLink.LIST, "Sweeps"), experiment)
        .withBeside(status)
        .withActions(study, pause, resume, extend, stop);
    timeLeft = figure("Time left", left);
    left.setTitle("If it goes on as it went until now");
    Div figures =
        new Div(
            trials,
            time,
            flops,
            timeLeft,
            figure("Now", now),
            figure("Goal", goal),
            figure("Sampler", sampler),
            figure("Pruner", pruner),
            figure("Created", created),
            figure("By", by));
    figures.addClassName("figures");
    add(title, reason, figures);
  }

  private static Div figure(String name, Component value) {
    Span label = new Span(name);
    label.addClassName("soft");
    Div figure = new Div(label, value);
    figure.addClassName("named-figure");
    return figure;
  }

  @Override
  public void show(SweepState shown) {
    state = shown;
    Sweep sweep = shown.sweep();
    title.setTitleText(sweep.spec().name());
    study.setHref(StudyLink.of(sweep.id()));
    experiment.show(shown.experiment());
    status.show(sweep.status());
    reason.setText(sweep.reason() == null ? "" : Sentences.of(sweep.reason()));
    reason.setVisible(sweep.reason() != null);
    showButtons(sweep.status());
    showSpent(sweep.spec().budget(), sweep.spent());
    left.setText(shown.timeLeft(clock.instant()).map(Spans::rough).orElse("–"));
    timeLeft.setVisible(sweep.status() == SweepStatus.RUNNING);
    now.setText(
        "%s running, %s pruned, %s failed"
            .formatted(
                Numbers.whole(sweep.running()),
                Numbers.whole(sweep.pruned()),
                Numbers.whole(sweep.failed())));
    goal.setText(
        sweep.spec().objectives().stream().map(Words::of).collect(Collectors.joining("; ")));
    sampler.setText(Words.of(sweep.spec().sampler()));
    pruner.setText(Words.of(sweep.spec().pruner()));
    created.showAgo(sweep.createdAt());
    by.setText(sweep.createdBy());
  }

  private void showButtons(SweepStatus of) {
    boolean may = actions.mayEdit();
    pause.setVisible(may && of == SweepStatus.RUNNING);
    resume.setVisible(may && (of == SweepStatus.PAUSED || of == SweepStatus.STOPPED));
    stop.setVisible(may && (of == SweepStatus.RUNNING || of == SweepStatus.PAUSED));
    extend.setVisible(may);
    study.setVisible(may);
  }

  private void showSpent(Budget budget, Spent spent) {
    trials.show(
        Numbers.whole(spent.trials()),
        budget.trials() == null ? null : Numbers.whole(budget.trials()),
        SweepState.share(spent.trials(), budget.trials()));
    time.show(
        spent.time().isPositive() ? Spans.rough(spent.time()) : "0 s",
        budget.time() == null ? null : Spans.rough(budget.time()),
        SweepState.share(
            spent.time().toMillis(), budget.time() == null ? null : budget.time().toMillis()));
    flops.show(
        Numbers.brief(spent.flops()),
        budget.flops() == null ? null : Numbers.brief(budget.flops()),
        SweepState.share(spent.flops(), budget.flops()));
    flops.setVisible(spent.flops() > 0 || budget.flops() != null);
  }

  private interface Step {
    Sweep with(SweepActions actions, SweepId id);
  }

  private void step(Step step) {
    step.with(actions, Objects.requireNonNull(state).sweep().id());
  }

  /** The page shows at once what became of it. */
  private void act(Runnable what) {
    try {
      what.run();
    } catch (Problem.Conflict refused) { // somebody was faster
      Refusal.say(Sentences.of(refused));
    }
    changed.accept(reader.read(Objects.requireNonNull(state)));
  }

  private void pause() {
    act(() -> step(SweepActions::pause));
  }

  private void stop() {
    int running = Objects.requireNonNull(state).sweep().running();
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Stop this sweep?");
    dialog.setText(
        running == 0
            ? "No further trial is started until somebody resumes it."
            : "%s end with it. What they have recorded is kept; Pause would let them go on."
                .formatted(Numbers.count(running, "running trial")));
    dialog.setConfirmText("Stop the sweep");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText("Keep it");
    dialog.addConfirmListener(_ -> act(() -> step(SweepActions::stop)));
    dialog.open();
  }

  private void extend() {
    SweepState shown = Objects.requireNonNull(state);
    new ExtendDialog(
            shown.sweep(),
            budget -> {
              actions.extend(shown.sweep().id(), budget);
              changed.accept(reader.read(shown));
            })
        .open();
  }
}
