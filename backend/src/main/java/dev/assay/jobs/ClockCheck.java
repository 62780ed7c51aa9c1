package dev.assay.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Compares this server's clock with the database's, which all servers share: each times leases by
 * its own, and takes those back too early that a server which is behind has extended.
 */
@Component
class ClockCheck {
  private static final Logger log = LoggerFactory.getLogger(ClockCheck.class);
  private static final Duration MAY_DIFFER = Duration.ofSeconds(2);

  private final DSLContext db;
  private final Clock clock;

  ClockCheck(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  @EventListener(ApplicationReadyEvent.class)
  void check() {
    complaint().ifPresent(log::warn);
  }

  /** Empty while they are about the same. */
  Optional<String> complaint() {
    Duration ahead = ahead();
    return ahead.abs().compareTo(MAY_DIFFER) <= 0
        ? Optional.empty()
        : Optional.of(
            "this server's clock is %d s %s the database's: jobs may be taken from agents that do"
                    .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of")
                + " them; let all servers have the same time (NTP)");
  }

  /** Of the database's, which is read in the middle of the request as far as one knows. */
  private Duration ahead() {
    Instant before = clock.instant();
    OffsetDateTime there =
        db.select(DSL.function("clock_timestamp", OffsetDateTime.class)).fetchSingle().value1();
    Duration took = Duration.between(before, clock.instant());
    return Duration.between(there.toInstant(), before.plus(took.dividedBy(2)));
  }
}
