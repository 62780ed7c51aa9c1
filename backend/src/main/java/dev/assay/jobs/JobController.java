package dev.assay.jobs;

import dev.assay.jobs.Jobs.NewJob;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.team.Account;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
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

  JobController(Jobs jobs) {
    this.jobs = jobs;
  }

  record Submission(
      @NotNull String recipe,
      @NotNull String experiment,
      @Nullable String name,
      @NotNull ObjectNode params,
      @Nullable Integer priority) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  JobView submit(@Valid @RequestBody Submission job, @AuthenticationPrincipal Account account) {
    NewRun run = new NewRun(job.name(), Params.of(job.params()), Map.of());
    int priority = job.priority() == null ? 0 : job.priority();
    NewJob wanted = new NewJob(job.recipe(), job.experiment(), run, priority);
    return JobView.of(jobs.submit(wanted, account.id()));
  }

  @GetMapping
  Page<JobView> list(
      @RequestParam @Nullable JobStatus status,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return jobs.list(status, PageRequest.of(limit, cursor)).map(JobView::of);
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
}
