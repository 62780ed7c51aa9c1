package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import java.util.Optional;

/** Stops the job that a run records, after asking. Not there when there is nothing to stop. */
class StopButton extends Button {
  private final RunActions actions;
  private Optional<Job> job = Optional.empty();
  private boolean asked;

  StopButton(RunActions actions) {
    this.actions = actions;
    addThemeVariants(ButtonVariant.LUMO_ERROR);
    addClickListener(click -> job.ifPresent(this::confirm));
  }

  void show(RunState state) {
    job = state.job();
    setVisible(state.canBeStopped() && actions.mayEdit());
    setEnabled(!asked);
    setText(asked ? "Stopping…" : "Stop");
  }

  private void confirm(Job running) {
    boolean waits = running.status() == JobStatus.QUEUED;
    boolean rests = running.status() == JobStatus.PAUSED;
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Stop this run?");
    dialog.setText(
        waits
            ? "It has not begun, and will not."
            : rests
                ? "It can no longer be resumed. What it has recorded is kept."
                : "The agent ends it within seconds. What it has recorded is kept.");
    dialog.setConfirmText("Stop the run");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText(
        waits ? "Keep it in the queue" : rests ? "Keep it paused" : "Keep it running");
    dialog.addConfirmListener(confirmed -> stop(running));
    dialog.open();
  }

  private void stop(Job running) {
    actions.stop(running);
    asked = true;
    setEnabled(false);
    setText("Stopping…");
  }
}
