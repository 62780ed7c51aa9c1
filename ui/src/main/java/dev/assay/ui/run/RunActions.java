package dev.assay.ui.run;

import dev.assay.jobs.Checkpoint;
import dev.assay.jobs.Forks;
import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.runs.Run;
import dev.assay.runs.RunEdit;
import dev.assay.runs.RunId;
import dev.assay.runs.RunLifecycle;
import dev.assay.runs.Runs;
import dev.assay.series.History;
import dev.assay.ui.shell.CurrentAccount;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What people do with a run from its page. */
@Component
class RunActions {
  private final Runs runs;
  private final RunLifecycle lifecycle;
  private final Jobs jobs;
  private final Forks forks;
  private final History history;
  private final CurrentAccount account;

  RunActions(
      Runs runs,
      RunLifecycle lifecycle,
      Jobs jobs,
      Forks forks,
      History history,
      CurrentAccount account) {
    this.runs = runs;
    this.lifecycle = lifecycle;
    this.jobs = jobs;
    this.forks = forks;
    this.history = history;
    this.account = account;
  }

  boolean mayEdit() {
    return account.mayEdit();
  }

  void edit(RunId id, RunEdit... edits) {
    runs.edit(id, List.of(edits));
  }

  void tag(RunId id, String key, String value) {
    runs.addTags(id, Map.of(key, value));
  }

  void untag(RunId id, String key) {
    runs.removeTag(id, key);
  }

  void archive(RunId id, boolean archived) {
    lifecycle.archive(id, archived);
  }

  void delete(RunId id) {
    lifecycle.delete(id);
  }

  void restore(RunId id) {
    lifecycle.restore(id);
  }

  void stop(Job job) {
    jobs.cancel(job.id());
  }

  void pause(Job job) {
    jobs.pause(job.id());
  }

  void resume(Job job) {
    jobs.resume(job.id());
  }

  void retry(Job job) {
    jobs.retry(job.id());
  }

  /** What work can go on from, the newest first. */
  List<Checkpoint> checkpoints(Run run) {
    return forks.checkpoints(run);
  }

  /** A run that a program is to record, with the history of another up to a step. */
  Run fork(RunId from, long step, @Nullable String name) {
    return history.fork(from, step, name, account.get().id());
  }
}
