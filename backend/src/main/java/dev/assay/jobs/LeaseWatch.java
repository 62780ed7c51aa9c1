package dev.assay.jobs;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes back jobs from agents that have gone silent. Every server does it; doing it twice changes
 * nothing.
 */
@Component
class LeaseWatch {
  private final Jobs jobs;

  LeaseWatch(Jobs jobs) {
    this.jobs = jobs;
  }

  @Scheduled(fixedDelayString = "${assay.lease.check:2s}")
  void check() {
    jobs.expireLeases();
  }
}
