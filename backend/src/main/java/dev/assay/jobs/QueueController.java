package dev.assay.jobs;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The queue as a whole. */
@RestController
@RequestMapping("/api/v1/queue")
class QueueController {
  private final Queue queue;

  QueueController(Queue queue) {
    this.queue = queue;
  }

  @GetMapping
  Queue.State state() {
    return queue.state();
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
