package dev.assay.ui.agents;

import dev.assay.jobs.Agent;
import dev.assay.jobs.Agents;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Queue;
import dev.assay.jobs.Schedule;
import dev.assay.jobs.Schedules;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what the page of agents shows. */
@Component
class AgentsReader {
  /** Of a longer queue the first are shown. */
  static final int MOST_WAITING = 1000;

  private static final int MOST_SCHEDULES = 100;

  private final Agents agents;
  private final Jobs jobs;
  private final Runs runs;
  private final Queue queue;
  private final Schedules schedules;

  AgentsReader(Agents agents, Jobs jobs, Runs runs, Queue queue, Schedules schedules) {
    this.agents = agents;
    this.jobs = jobs;
    this.runs = runs;
    this.queue = queue;
    this.schedules = schedules;
  }

  /**
   * An agent.
   *
   * @param runs that it records now
   */
  record AgentLine(Agent agent, List<Run> runs) {}

  /** A job with the run that is to record it; null when that is gone. */
  record Waiting(Job job, @Nullable Run run) {}

  /**
   * The queue.
   *
   * @param waiting in the order in which they are given out; those that rest come last
   * @param isCut whether there are more
   * @param isPaused whether nothing is given out
   */
  record Line(List<Waiting> waiting, boolean isCut, boolean isPaused) {
    long due() {
      return waiting.stream().filter(w -> w.job().status() == JobStatus.QUEUED).count();
    }
  }

  Page<AgentLine> agents(PageRequest request) {
    Page<Agent> page = agents.list(request);
    Map<RunId, Run> found =
        runs(page.items().stream().flatMap(agent -> agent.jobs().stream()).map(Job::runId));
    return page.map(
        agent ->
            new AgentLine(
                agent,
                agent.jobs().stream()
                    .map(job -> found.get(job.runId()))
                    .filter(Objects::nonNull)
                    .toList()));
  }

  Line line() {
    PageRequest most = PageRequest.first(MOST_WAITING);
    Page<Job> queued = jobs.queued(most);
    Page<Job> paused = jobs.list(JobStatus.PAUSED, most);
    List<Job> all = Stream.concat(queued.items().stream(), paused.items().stream()).toList();
    Map<RunId, Run> found = runs(all.stream().map(Job::runId));
    return new Line(
        all.stream().map(job -> new Waiting(job, found.get(job.runId()))).toList(),
        queued.nextCursor() != null || paused.nextCursor() != null,
        queue.isPaused());
  }

  List<Schedule> schedules() {
    return schedules.list(PageRequest.first(MOST_SCHEDULES)).items();
  }

  private Map<RunId, Run> runs(Stream<RunId> wanted) {
    List<RunId> ids = wanted.distinct().toList();
    return ids.isEmpty()
        ? Map.of()
        : runs.all(ids).stream().collect(Collectors.toMap(Run::id, Function.identity()));
  }
}
