package dev.assay.jobs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Params;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** People's side of the queue. */
@RestController
@RequestMapping("/api/v1/jobs")
class JobController {
  private final Jobs jobs;
  private final Forks forks;

  JobController(Jobs jobs, Forks forks) {
    this.jobs = jobs;
    this.forks = forks;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  JobView submit(@Valid @RequestBody JobTemplate job, @AuthenticationPrincipal Account account) {
    return JobView.of(jobs.submit(job.job(), account.id()));
  }

  @GetMapping
  Page<JobView> list(
      @RequestParam @Nullable JobStatus status,
      @RequestParam @Nullable ScheduleId schedule,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return jobs.list(status, schedule, PageRequest.of(limit, cursor)).map(JobView::of);
  }

  @GetMapping("/{id}")
  JobView get(@PathVariable JobId id) {
    return JobView.of(jobs.get(id));
  }

  @PostMapping("/{id}/cancel")
  JobView cancel(@PathVariable JobId id) {
    return JobView.of(jobs.cancel(id));
  }

  @PostMapping("/{id}/pause")
  JobView pause(@PathVariable JobId id) {
    return JobView.of(jobs.pause(id));
  }

  @PostMapping("/{id}/resume")
  JobView resume(@PathVariable JobId id) {
    return JobView.of(jobs.resume(id));
  }

  record PriorityRequest(@NotNull Integer priority) {}

  @PostMapping("/{id}/priority")
  JobView prioritize(@PathVariable JobId id, @Valid @RequestBody PriorityRequest request) {
    return JobView.of(jobs.prioritize(id, request.priority()));
  }

  @Operation(
      summary = "Has an ended job done again",
      description =
          "A job that failed or was stopped goes on, in its run, from the newest checkpoint there.")
  @PostMapping("/{id}/retry")
  JobView retry(@PathVariable JobId id) {
    return JobView.of(jobs.retry(id));
  }

  /**
   * @param step the checkpoint is of this one or an earlier one
   * @param name of the fork; null for one made from its id
   * @param params null for those of the job
   */
  @Schema(
      example =
          """
          {"step": 1000, "name": "lower rate from here", "params": {"optimizer": {"peakLr": 0.001}}}\
          """)
  record ForkRequest(@NotNull Long step, @Nullable String name, @Nullable ObjectNode params) {}

  @Operation(
      summary = "Goes on from a checkpoint in a run of its own",
      description =
          "A new job with a new run, which begins with the history of this job's up to its newest"
              + " checkpoint at or before a step.")
  @PostMapping("/{id}/fork")
  @ResponseStatus(HttpStatus.CREATED)
  JobView fork(
      @PathVariable JobId id,
      @Valid @RequestBody ForkRequest fork,
      @AuthenticationPrincipal Account account) {
    Job job = jobs.get(id);
    Params params = fork.params() == null ? job.params() : Params.of(fork.params());
    return JobView.of(
        forks.fork(job.runId(), new Forks.Wanted(fork.step(), fork.name(), params), account.id()));
  }
}
