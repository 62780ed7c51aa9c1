package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_BATCH;

import java.time.Clock;
import java.time.ZoneOffset;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The keys of batches that were stored, as long as one may be sent again. Every server forgets old
 * ones; doing it twice changes nothing.
 */
@Component
class RememberedBatches {
  private static final Logger log = LoggerFactory.getLogger(RememberedBatches.class);

  private final DSLContext db;
  private final SeriesSettings settings;
  private final Clock clock;

  RememberedBatches(DSLContext db, SeriesSettings settings, Clock clock) {
    this.db = db;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(initialDelayString = "1h", fixedDelayString = "1h")
  void forgetOld() {
    int forgotten =
        db.deleteFrom(METRIC_BATCH)
            .where(
                METRIC_BATCH.AT.lt(
                    clock.instant().minus(settings.rememberBatches()).atOffset(ZoneOffset.UTC)))
            .execute();
    log.debug("{} keys of batches forgotten", forgotten);
  }
}
