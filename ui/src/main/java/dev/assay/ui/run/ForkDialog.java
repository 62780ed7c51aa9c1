package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.jobs.Checkpoint;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import dev.assay.ui.jobs.Reruns;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks from which step on another run is to go on, and says what that will do. */
class ForkDialog extends Dialog {
  private static final int LONGEST_NAME = 250;
  private static final double GREATEST = 9_007_199_254_740_991.0;

  private final RunState state;
  private final RunActions actions;
  private final List<Checkpoint> checkpoints;
  private final NumberField step = new NumberField("Step");
  private final TextField name = new TextField("Name");
  private final Paragraph work = new Paragraph();
  private final Paragraph record = new Paragraph();
  private final Paragraph refusal = new Paragraph();
  private final Button choose = new Button("Choose params", click -> choose());
  private final Button fork = new Button("", click -> fork());

  ForkDialog(RunState state, RunActions actions) {
    this.state = state;
    this.actions = actions;
    checkpoints = state.job().isPresent() ? actions.checkpoints(state.run()) : List.of();
    setHeaderTitle("Fork from a step");
    setWidth("min(560px, 95vw)");
    step.setStep(1);
    step.setMin(0);
    step.setMax(GREATEST);
    step.setManualValidation(true);
    step.setValueChangeMode(ValueChangeMode.LAZY);
    step.setHelperText("The last step that both runs share.");
    step.setValue((double) likely());
    step.addValueChangeListener(change -> explain());
    name.setMaxLength(LONGEST_NAME);
    name.setHelperText("Left empty, the run gets one.");
    Div fields = new Div(step, name);
    fields.addClassName("param-grid");
    refusal.addClassName("failure");
    refusal.getElement().setAttribute("role", "alert");
    refusal.setVisible(false);
    work.getElement().setAttribute("role", "status");
    add(fields, work, record, refusal);
    choose.setVisible(state.job().isPresent());
    choose.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    fork.setText(state.job().isPresent() ? "Fork the record only" : "Fork");
    if (state.job().isEmpty()) {
      fork.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    }
    getFooter().add(new Button("Cancel", click -> close()), fork, choose);
    explain();
  }

  /** The newest checkpoint, else the last step that was recorded. */
  private long likely() {
    return checkpoints.stream()
        .findFirst()
        .map(Checkpoint::step)
        .orElseGet(
            () ->
                state.headlines().values().stream()
                    .mapToLong(MetricSummary::lastStep)
                    .max()
                    .orElse(0));
  }

  private Optional<Long> typed() {
    @Nullable Double value = step.getValue();
    return value == null || value < 0 || value > GREATEST || value != Math.rint(value)
        ? Optional.empty()
        : Optional.of(value.longValue());
  }

  private Optional<Checkpoint> usable() {
    return typed().flatMap(at -> checkpoints.stream().filter(c -> c.step() <= at).findFirst());
  }

  private void explain() {
    Optional<Long> at = typed();
    step.setErrorMessage("Steps are whole numbers from 0 on.");
    step.setInvalid(at.isEmpty());
    fork.setEnabled(at.isPresent());
    choose.setEnabled(usable().isPresent());
    work.setVisible(state.job().isPresent());
    work.setText(at.map(this::whatIsDone).orElse(""));
    record.setText(
        at.map(
                s ->
                    "%s makes a run with the params, the tags and the history up to step %s of this one, which counts as running. It waits for a program of yours that records more: nothing is executed."
                        .formatted(fork.getText(), Numbers.whole(s)))
            .orElse(""));
  }

  private String whatIsDone(long at) {
    if (checkpoints.isEmpty()) {
      return "No checkpoint of this run is stored here, so no agent can go on from one.";
    }
    return usable()
        .map(
            checkpoint ->
                "The newest checkpoint at or before step %s is that after step %s. The new run begins with the history up to there. You choose its params next; then a job goes on from the checkpoint, and this run stays as it is."
                    .formatted(Numbers.whole(at), Numbers.whole(checkpoint.step())))
        .orElseGet(
            () ->
                "No checkpoint at or before step %s is stored, but after step %s."
                    .formatted(
                        Numbers.whole(at),
                        checkpoints.stream()
                            .map(c -> Numbers.whole(c.step()))
                            .distinct()
                            .collect(Collectors.joining(" and "))));
  }

  private @Nullable String typedName() {
    return name.getValue().isBlank() ? null : name.getValue().strip();
  }

  private void choose() {
    usable()
        .ifPresent(
            checkpoint ->
                getUI()
                    .ifPresent(
                        ui -> {
                          close();
                          ui.navigate(
                              "new-run",
                              Reruns.form(state.run().id(), checkpoint.step(), typedName()));
                        }));
  }

  private void fork() {
    typed()
        .ifPresent(
            at -> {
              try {
                Run made = actions.fork(state.run().id(), at, typedName());
                getUI()
                    .ifPresent(
                        ui -> {
                          close();
                          ui.navigate(RunLink.path(made.id()));
                        });
              } catch (Problem e) {
                refusal.setText(e.getMessage());
                refusal.setVisible(true);
              }
            });
  }
}
