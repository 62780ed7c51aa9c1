package dev.assay.jobs;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes back jobs from agents that have gone silent and forgets those that stay so, and tells those
 * that wait what people want through other servers. Every server does it; doing it twice changes
 * nothing.
 */
@Component
class LeaseWatch {
  private static final Logger log = LoggerFactory.getLogger(LeaseWatch.class);

  private final Leases leases;
  private final Agents agents;

  LeaseWatch(Leases leases, Agents agents) {
    this.leases = leases;
    this.agents = agents;
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

  @Scheduled(fixedDelay = 20, timeUnit = TimeUnit.SECONDS)
  void seeAgents() {
    agents.seeThoseWhoWait();
  }

  @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
  void forgetAgents() {
    int forgotten = agents.forgetSilent();
    if (forgotten > 0) {
      log.info("{} agents that were silent for long are forgotten", forgotten);
    }
  }
}
