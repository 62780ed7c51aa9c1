package dev.assay.jobs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The queue as a whole. */
@RestController
@RequestMapping("/api/v1/queue")
class QueueController {
  private final Queue queue;
  private final Jobs jobs;

  QueueController(Queue queue, Jobs jobs) {
    this.queue = queue;
    this.jobs = jobs;
  }

  @GetMapping
  Queue.State state() {
    return queue.state();
  }

  @GetMapping("/jobs")
  Page<JobView> jobs(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
    return jobs.queued(PageRequest.of(limit, cursor)).map(JobView::of);
  }

  @PostMapping("/pause")
  Queue.State pause() {
    queue.pause();
    return queue.state();
  }

  @PostMapping("/resume")
  Queue.State resume() {
    queue.resume();
    return queue.state();
  }
}
