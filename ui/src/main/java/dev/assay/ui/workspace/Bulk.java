package dev.assay.ui.workspace;

import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunLifecycle;
import dev.assay.runs.Runs;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is done to many runs at once. */
@Component
class Bulk {
  private final Runs runs;
  private final RunLifecycle lifecycle;
  private final Jobs jobs;

  Bulk(Runs runs, RunLifecycle lifecycle, Jobs jobs) {
    this.runs = runs;
    this.lifecycle = lifecycle;
    this.jobs = jobs;
  }

  List<RunId> archive(Collection<RunId> ids, boolean archived) {
    return lifecycle.archive(ids, archived);
  }

  List<RunId> delete(Collection<RunId> ids) {
    return lifecycle.delete(ids);
  }

  List<RunId> restore(Collection<RunId> ids) {
    return lifecycle.restore(ids);
  }

  /** What a tag was before it was set, by run; null where there was none. */
  Map<RunId, @Nullable String> tags(List<RunId> ids, String key) {
    Map<RunId, @Nullable String> before = new HashMap<>();
    for (int from = 0; from < ids.size(); from += 500) {
      for (Run run : runs.all(ids.subList(from, Math.min(ids.size(), from + 500)))) {
        before.put(run.id(), run.tags().get(key));
      }
    }
    return before;
  }

  /**
   * Sets a tag, or takes it away.
   *
   * @param value null to take it away
   * @return whether that was done; a run that has been deleted meanwhile is left alone
   */
  boolean tag(RunId run, String key, @Nullable String value) {
    try {
      if (value == null) {
        return runs.removeTag(run, key);
      }
      runs.addTags(run, Map.of(key, value));
      return true;
    } catch (Problem.NotFound | Problem.Conflict e) {
      return false;
    }
  }

  /** Whether a run has a job that could be asked to stop; programs elsewhere cannot be. */
  boolean stop(RunId run) {
    Optional<Job> job = jobs.of(run);
    try {
      job.ifPresent(j -> jobs.cancel(j.id()));
      return job.isPresent();
    } catch (Problem.Conflict e) { // has ended meanwhile
      return false;
    }
  }
}
