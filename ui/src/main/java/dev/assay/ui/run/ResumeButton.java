package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Span;
import dev.assay.jobs.Checkpoint;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.problem.Problem;
import dev.assay.runs.RunStatus;
import dev.assay.ui.text.Numbers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the job of a run that failed or was stopped done again, after asking. Greyed, with the reason
 * on hover, where that cannot be.
 */
class ResumeButton extends Span {
  private final RunActions actions;
  private final Button button = new Button("Resume", click -> confirm());
  private @Nullable RunState now;

  ResumeButton(RunActions actions) {
    this.actions = actions;
    addClassName("greyed-holder"); // a button that is disabled has no hover of its own
    add(button);
  }

  void show(RunState state) {
    now = state;
    RunStatus status = state.run().status();
    boolean interrupted =
        status == RunStatus.FAILED || status == RunStatus.KILLED || status == RunStatus.LOST;
    setVisible(interrupted && actions.mayEdit());
    Optional<String> hindrance = hindrance(state);
    button.setEnabled(hindrance.isEmpty());
    button.setText("Resume");
    setTitle(hindrance.orElse(""));
    button.getElement().setAttribute("aria-description", hindrance.orElse(""));
  }

  /** Why a run that was interrupted cannot be resumed from here; empty when it can. */
  static Optional<String> hindrance(RunState state) {
    if (state.run().deletedAt() != null) {
      return Optional.of("It is deleted: restore it first.");
    }
    Optional<JobStatus> job = state.job().map(Job::status);
    if (state.run().status() == RunStatus.LOST) {
      return Optional.of(
          job.isPresent()
              ? "The server gives it to another agent by itself as soon as it gives up on this one."
              : "It goes on by itself as soon as its program is heard of again.");
    }
    if (job.isEmpty()) {
      return Optional.of(
          "A program of yours recorded it, which this server cannot start. When that goes on, it"
              + " says so with POST /api/v1/runs/{id}/resume.");
    }
    return job.filter(s -> s == JobStatus.FAILED || s == JobStatus.CANCELLED).isPresent()
        ? Optional.empty()
        : Optional.of("Its job has not ended yet.");
  }

  private void confirm() {
    RunState state = now;
    if (state == null || state.job().isEmpty()) {
      return;
    }
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Resume this run?");
    dialog.setText(
        actions.checkpoints(state.run()).stream()
            .findFirst()
            .map(ResumeButton::from)
            .orElse(
                "A new attempt is made in this run. No checkpoint of it is stored here, so it"
                    + " begins anew, unless the agent that takes it still has one."));
    dialog.setConfirmText("Resume the run");
    dialog.setCancelable(true);
    dialog.setCancelText("Leave it");
    dialog.addConfirmListener(confirmed -> resume(state.job().get()));
    dialog.open();
  }

  private static String from(Checkpoint newest) {
    return "A new attempt is made in this run, with the same params. It goes on from the checkpoint after step %s; what was recorded later is written anew."
        .formatted(Numbers.whole(newest.step()));
  }

  private void resume(Job job) {
    try {
      actions.retry(job);
      button.setText("Resuming…");
    } catch (Problem.Conflict e) { // somebody was faster
      setTitle(String.valueOf(e.getMessage()));
    }
    button.setEnabled(false);
  }
}
