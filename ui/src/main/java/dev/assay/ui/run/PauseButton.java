package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Wish;
import dev.assay.problem.Problem;
import java.util.Optional;

/**
 * Pauses the job that a run records, after asking, and resumes it. Not there when there is nothing
 * to pause or resume.
 */
class PauseButton extends Button {
  private final RunActions actions;
  private Optional<Job> job = Optional.empty();

  PauseButton(RunActions actions) {
    this.actions = actions;
    addClickListener(click -> job.ifPresent(this::act));
  }

  void show(RunState state) {
    job = state.job();
    Wish wish = job.map(Job::wish).orElse(Wish.GO_ON);
    setVisible(state.canBeStopped() && wish != Wish.STOP && actions.mayEdit());
    setEnabled(wish == Wish.GO_ON);
    setText(state.canBeResumed() ? "Resume" : wish == Wish.PAUSE ? "Pausing…" : "Pause");
  }

  private void act(Job now) {
    if (now.status() == JobStatus.PAUSED) {
      change(() -> actions.resume(now), "Resuming…");
    } else {
      confirm(now);
    }
  }

  private void confirm(Job running) {
    boolean waits = running.status() == JobStatus.QUEUED;
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Pause this run?");
    dialog.setText(
        waits
            ? "No agent takes it until it is resumed."
            : "The agent keeps a checkpoint and is free for other work. The run goes on from there"
                + " when it is resumed.");
    dialog.setConfirmText("Pause the run");
    dialog.setCancelable(true);
    dialog.setCancelText(waits ? "Keep it in the queue" : "Keep it running");
    dialog.addConfirmListener(confirmed -> change(() -> actions.pause(running), "Pausing…"));
    dialog.open();
  }

  /** The page follows the run and soon shows what became of it. */
  private void change(Runnable what, String meanwhile) {
    try {
      what.run();
      setEnabled(false);
      setText(meanwhile);
    } catch (Problem.Conflict e) { // somebody was faster
      setEnabled(false);
    }
  }
}
