package dev.assay.runs;

import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.RUN;

import dev.assay.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Puts experiments away: archived ones are out of sight, deleted ones can be restored, with the
 * runs that were deleted with them, and purged ones are gone.
 */
@Service
public class ExperimentLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ExperimentLifecycle.class);
  private static final int AT_ONCE = 100;
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  private final DSLContext db;
  private final Experiments experiments;
  private final RunLifecycle runs;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ExperimentLifecycle(
      DSLContext db,
      Experiments experiments,
      RunLifecycle runs,
      ApplicationEventPublisher events,
      Clock clock) {
    this.db = db;
    this.experiments = experiments;
    this.runs = runs;
    this.events = events;
    this.clock = clock;
  }

  /** Takes an experiment out of lists, or puts it back. */
  public Experiment archive(ExperimentId id, boolean archived) {
    experiments.present(id);
    @Nullable OffsetDateTime since = archived ? now() : null;
    db.update(EXPERIMENT)
        .set(EXPERIMENT.ARCHIVED_AT, since)
        .set(EXPERIMENT.UPDATED_AT, now())
        .where(EXPERIMENT.ID.eq(id.value()))
        .execute();
    return experiments.get(id);
  }

  /**
   * Deletes an experiment and its runs; its name is free for another.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it is deleted already
   */
  @Transactional
  public Experiment delete(ExperimentId id) {
    OffsetDateTime now = now();
    int deleted =
        db.update(EXPERIMENT)
            .set(EXPERIMENT.DELETED_AT, now)
            .set(EXPERIMENT.UPDATED_AT, now)
            .where(EXPERIMENT.ID.eq(id.value()))
            .and(EXPERIMENT.DELETED_AT.isNull())
            .execute();
    if (deleted == 0) {
      experiments.present(id);
    }
    db.update(RUN)
        .set(RUN.DELETED_AT, now)
        .where(RUN.EXPERIMENT_ID.eq(id.value()))
        .and(RUN.DELETED_AT.isNull())
        .returning(RUN.ID)
        .forEach(r -> events.publishEvent(new RunDeleted(new RunId(r.getId()))));
    return experiments.get(id);
  }

  /**
   * Brings a deleted experiment back, with the runs that were deleted with it.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it is not deleted, is being purged, or its name belongs to
   *     another by now
   */
  @Transactional
  public Experiment restore(ExperimentId id) {
    Experiment experiment = experiments.get(id);
    @Nullable Instant deletedAt = experiment.deletedAt();
    if (deletedAt == null) {
      throw new Problem.Conflict("experiment " + id + " is not deleted");
    }
    try {
      int restored =
          db.update(EXPERIMENT)
              .setNull(EXPERIMENT.DELETED_AT)
              .set(EXPERIMENT.UPDATED_AT, now())
              .where(EXPERIMENT.ID.eq(id.value()))
              .and(EXPERIMENT.DELETED_AT.eq(deletedAt.atOffset(ZoneOffset.UTC)))
              .and(EXPERIMENT.PURGING_AT.isNull())
              .execute();
      if (restored == 0) {
        throw new Problem.Conflict("experiment " + id + " is being purged, or was restored before");
      }
    } catch (DuplicateKeyException e) {
      throw new Problem.Conflict(
          "there is another experiment named %s by now: rename that one to restore experiment %s"
              .formatted(experiment.name(), id));
    }
    db.update(RUN)
        .setNull(RUN.DELETED_AT)
        .set(RUN.RESTORED_AT, now())
        .where(RUN.EXPERIMENT_ID.eq(id.value()))
        .and(RUN.DELETED_AT.eq(deletedAt.atOffset(ZoneOffset.UTC)))
        .and(RUN.PURGING_AT.isNull())
        .returning(RUN.ID)
        .forEach(r -> events.publishEvent(new RunDeleted(new RunId(r.getId()))));
    return experiments.get(id);
  }

  /**
   * How far purging an experiment has come.
   *
   * @param runsLeft 0 when the experiment is gone
   */
  public record Purge(int runsPurged, int runsLeft) {}

  /**
   * Deletes a deleted experiment for good, with its runs and all that was recorded of them. Works
   * for some seconds at most: to be called again while runs are left, and not called again to stop.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it has not been deleted before, or something else needs it
   */
  public Purge purge(ExperimentId id) {
    events.publishEvent(new ExperimentPurging(id));
    int begun =
        db.update(EXPERIMENT)
            .set(EXPERIMENT.PURGING_AT, now())
            .where(EXPERIMENT.ID.eq(id.value()))
            .and(EXPERIMENT.DELETED_AT.isNotNull())
            .execute();
    if (begun == 0) {
      experiments.get(id); // says so when there is none
      throw new Problem.Conflict(
          "experiment " + id + " is not deleted: only deleted ones are purged");
    }
    db.update(RUN)
        .set(RUN.DELETED_AT, now())
        .where(RUN.EXPERIMENT_ID.eq(id.value()))
        .and(RUN.DELETED_AT.isNull())
        .execute();
    int purged = purgeRuns(id, clock.instant().plus(AT_MOST));
    int left = db.fetchCount(RUN, RUN.EXPERIMENT_ID.eq(id.value()));
    if (left == 0) {
      db.deleteFrom(EXPERIMENT).where(EXPERIMENT.ID.eq(id.value())).execute();
      events.publishEvent(new ExperimentPurged(id));
    }
    return new Purge(purged, left);
  }

  private int purgeRuns(ExperimentId id, Instant end) {
    int purged = 0;
    for (List<RunId> some = someRuns(id); !some.isEmpty(); some = someRuns(id)) {
      for (RunId run : some) {
        if (purged > 0 && clock.instant().isAfter(end)) {
          return purged;
        }
        try {
          runs.purge(run);
          purged++;
        } catch (Problem.NotFound e) {
          log.debug("run {} was purged by another", run);
        }
      }
    }
    return purged;
  }

  private List<RunId> someRuns(ExperimentId id) {
    return db.select(RUN.ID)
        .from(RUN)
        .where(RUN.EXPERIMENT_ID.eq(id.value()))
        .limit(AT_ONCE)
        .fetch(r -> new RunId(r.value1()));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
