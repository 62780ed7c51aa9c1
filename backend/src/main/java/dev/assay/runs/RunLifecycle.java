package dev.assay.runs;

import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.any;

import dev.assay.problem.Problem;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.TableField;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Puts runs away: archived ones are out of sight, deleted ones can be restored, purged ones are
 * gone and their space is free.
 */
@Service
public class RunLifecycle {
  private final DSLContext db;
  private final Runs runs;
  private final Experiments experiments;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  RunLifecycle(
      DSLContext db,
      Runs runs,
      Experiments experiments,
      ApplicationEventPublisher events,
      Clock clock) {
    this.db = db;
    this.runs = runs;
    this.experiments = experiments;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Takes a run out of lists, or puts it back.
   *
   * @throws Problem.NotFound when there is none
   */
  public Run archive(RunId id, boolean archived) {
    set(id, RUN.ARCHIVED_AT, archived);
    return runs.get(id);
  }

  /**
   * Deletes a run; {@link #restore} brings it back until it is purged.
   *
   * @throws Problem.NotFound when there is none
   */
  public Run delete(RunId id) {
    if (set(id, RUN.DELETED_AT, true)) {
      events.publishEvent(new RunDeleted(id));
    }
    return runs.get(id);
  }

  /**
   * Brings a deleted run back.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it is being purged, or its experiment is deleted
   */
  public Run restore(RunId id) {
    experiments.present(runs.get(id).experimentId());
    if (set(id, RUN.DELETED_AT, false)) {
      events.publishEvent(new RunDeleted(id));
    }
    return runs.get(id);
  }

  /**
   * Takes runs out of lists, or puts them back.
   *
   * @return those that this has changed
   */
  public List<RunId> archive(Collection<RunId> ids, boolean archived) {
    return set(ids, RUN.ARCHIVED_AT, archived);
  }

  /**
   * Deletes runs; {@link #restore(Collection)} brings them back until they are purged.
   *
   * @return those that this has changed
   */
  public List<RunId> delete(Collection<RunId> ids) {
    List<RunId> deleted = set(ids, RUN.DELETED_AT, true);
    deleted.forEach(id -> events.publishEvent(new RunDeleted(id)));
    return deleted;
  }

  /**
   * Brings deleted runs back, those that are not being purged.
   *
   * @return those that this has changed
   * @throws Problem.Conflict when an experiment of theirs is deleted
   */
  public List<RunId> restore(Collection<RunId> ids) {
    db.selectDistinct(RUN.EXPERIMENT_ID)
        .from(RUN)
        .where(amongst(ids))
        .fetch(r -> new ExperimentId(r.value1()))
        .forEach(experiments::present);
    List<RunId> restored = set(ids, RUN.DELETED_AT, false);
    restored.forEach(id -> events.publishEvent(new RunDeleted(id)));
    return restored;
  }

  private List<RunId> set(Collection<RunId> ids, TableField<?, OffsetDateTime> since, boolean on) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    var update =
        on
            ? db.update(RUN).set(since, now).where(amongst(ids)).and(since.isNull())
            : db.update(RUN)
                .setNull(since)
                .set(RUN.RESTORED_AT, now)
                .where(amongst(ids))
                .and(since.isNotNull())
                .and(RUN.PURGING_AT.isNull());
    return update.returning(RUN.ID).fetch(r -> new RunId(r.get(RUN.ID)));
  }

  /** One bound array, for a statement has only so many values. */
  private static Condition amongst(Collection<RunId> ids) {
    return RUN.ID.eq(any(ids.stream().map(RunId::value).toArray(UUID[]::new)));
  }

  /** Whether that was a change; the time of an earlier one stays. */
  private boolean set(RunId id, TableField<?, OffsetDateTime> since, boolean on) {
    if (!set(List.of(id), since, on).isEmpty()) {
      return true;
    }
    if (db.fetchExists(RUN, RUN.ID.eq(id.value()).and(RUN.PURGING_AT.isNotNull()))) {
      throw new Problem.Conflict("run " + id + " is being purged");
    }
    return false;
  }

  /**
   * Deletes a run for good, with all that was recorded of it. What fails or is cut off half-way can
   * be done again, but the run can no longer be restored.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it has not been deleted before, or something else needs it
   */
  public void purge(RunId id) {
    events.publishEvent(new RunPurgeAsked(id));
    int begun =
        db.update(RUN)
            .set(RUN.PURGING_AT, clock.instant().atOffset(ZoneOffset.UTC))
            .where(RUN.ID.eq(id.value()))
            .and(RUN.DELETED_AT.isNotNull())
            .execute();
    if (begun == 0) {
      runs.get(id); // says so when there is none
      throw new Problem.Conflict("run " + id + " is not deleted: only deleted runs are purged");
    }
    events.publishEvent(new RunPurging(id));
    db.deleteFrom(RUN).where(RUN.ID.eq(id.value())).execute();
    events.publishEvent(new RunPurged(id));
  }
}
