package dev.assay.runs;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Marks runs that have gone silent as LOST. Every server does it; doing it twice changes nothing.
 */
@Component
class HeartbeatWatch {
  private static final Logger log = LoggerFactory.getLogger(HeartbeatWatch.class);

  private final Runs runs;
  private final HeartbeatSettings settings;
  private final Clock clock;

  HeartbeatWatch(Runs runs, HeartbeatSettings settings, Clock clock) {
    this.runs = runs;
    this.settings = settings;
    this.clock = clock;
  }

  // not at once: after a pause of the server its runs first get the time to send a heartbeat
  @Scheduled(
      initialDelayString = "${assay.heartbeat.ttl:60s}",
      fixedDelayString = "${assay.heartbeat.check:5s}")
  void check() {
    Instant now = clock.instant();
    int lost = runs.loseSilentSince(now.minus(settings.ttl()), now.minus(settings.quietTtl()));
    if (lost > 0) {
      log.warn("{} runs have been silent for too long and are lost", lost);
    }
  }
}
