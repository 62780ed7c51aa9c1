package dev.assay.jobs;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes back jobs from agents that have gone silent, and tells those that wait what people want
 * through other servers. Every server does it; doing it twice changes nothing.
 */
@Component
class LeaseWatch {
  private final Leases leases;

  LeaseWatch(Leases leases) {
    this.leases = leases;
  }

  // not at once: after a pause of the server its agents first get the time to send a heartbeat
  @Scheduled(
      initialDelayString = "${assay.lease.ttl:30s}",
      fixedDelayString = "${assay.lease.check:2s}")
  void check() {
    leases.expireLeases();
  }

  @Scheduled(fixedDelayString = "${assay.lease.wish-check:1s}")
  void lookForWishes() {
    leases.lookForWishes();
  }
}
