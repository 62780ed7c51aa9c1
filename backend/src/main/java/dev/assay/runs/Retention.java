package dev.assay.runs;

import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_TAG;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import dev.assay.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Puts runs away when their time has come. A run with the tag {@code keep} is never archived or
 * deleted by it. Every server does this; doing it twice changes nothing.
 */
@Service
public class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final String KEEP = "keep";
  private static final int MOST_DAYS = 36_500;
  private static final int AT_ONCE = 1000;

  private final DSLContext db;
  private final Experiments experiments;
  private final RunLifecycle lifecycle;
  private final RetentionSettings settings;
  private final Clock clock;
  private final Semaphore applying = new Semaphore(1);

  Retention(
      DSLContext db,
      Experiments experiments,
      RunLifecycle lifecycle,
      RetentionSettings settings,
      Clock clock) {
    this.db = db;
    this.experiments = experiments;
    this.lifecycle = lifecycle;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * How long the runs of an experiment are kept; null is for ever.
   *
   * @param archiveAfterDays since a run ended
   * @param deleteAfterDays since a run ended
   * @param purgeAfterDays since a run was deleted; null is what the server's settings say
   */
  @Schema(example = "{\"archiveAfterDays\": 90, \"deleteAfterDays\": null, \"purgeAfterDays\": 30}")
  public record Rules(
      @Nullable Integer archiveAfterDays,
      @Nullable Integer deleteAfterDays,
      @Nullable Integer purgeAfterDays) {
    public Rules {
      check("archiveAfterDays", archiveAfterDays);
      check("deleteAfterDays", deleteAfterDays);
      check("purgeAfterDays", purgeAfterDays);
    }

    private static void check(String name, @Nullable Integer days) {
      if (days != null && (days < 0 || days > MOST_DAYS)) {
        throw new Problem.Invalid(name, days, "it is 0 to " + MOST_DAYS + " days, or null");
      }
    }
  }

  /**
   * The rules of an experiment.
   *
   * @throws Problem.NotFound when there is none
   */
  public Rules rules(ExperimentId id) {
    experiments.get(id);
    return db.select(
            EXPERIMENT.ARCHIVE_AFTER_DAYS,
            EXPERIMENT.DELETE_AFTER_DAYS,
            EXPERIMENT.PURGE_AFTER_DAYS)
        .from(EXPERIMENT)
        .where(EXPERIMENT.ID.eq(id.value()))
        .fetchSingle(r -> new Rules(r.value1(), r.value2(), r.value3()));
  }

  /**
   * Gives an experiment other rules.
   *
   * @throws Problem.NotFound when there is none
   */
  public Rules setRules(ExperimentId id, Rules rules) {
    experiments.get(id);
    db.update(EXPERIMENT)
        .set(EXPERIMENT.ARCHIVE_AFTER_DAYS, rules.archiveAfterDays())
        .set(EXPERIMENT.DELETE_AFTER_DAYS, rules.deleteAfterDays())
        .set(EXPERIMENT.PURGE_AFTER_DAYS, rules.purgeAfterDays())
        .where(EXPERIMENT.ID.eq(id.value()))
        .execute();
    return rules;
  }

  /** On a thread of its own: purging many runs takes long, and other tasks must go on. */
  @Scheduled(
      initialDelayString = "${assay.retention.check:1h}",
      fixedDelayString = "${assay.retention.check:1h}")
  void begin() {
    if (applying.tryAcquire()) {
      Thread.ofVirtual()
          .name("retention")
          .start(
              () -> {
                try {
                  apply();
                } finally {
                  applying.release();
                }
              });
    }
  }

  void apply() {
    int archived = archive();
    int deleted = delete();
    int purged = purge();
    if (archived + deleted + purged > 0) {
      log.info("retention: {} runs archived, {} deleted, {} purged", archived, deleted, purged);
    }
  }

  private int archive() {
    List<RunId> due =
        due(
            isOver(sinceEnd(), EXPERIMENT.ARCHIVE_AFTER_DAYS)
                .and(RUN.ARCHIVED_AT.isNull())
                .and(RUN.DELETED_AT.isNull())
                .and(isNotKept()));
    return each(due, run -> lifecycle.archive(run, true));
  }

  private int delete() {
    List<RunId> due =
        due(
            isOver(sinceEnd(), EXPERIMENT.DELETE_AFTER_DAYS)
                .and(RUN.DELETED_AT.isNull())
                .and(isNotKept()));
    return each(due, lifecycle::delete);
  }

  private int purge() {
    Field<Integer> days =
        coalesce(EXPERIMENT.PURGE_AFTER_DAYS, val(Math.toIntExact(settings.trash().toDays())));
    return each(due(isOver(RUN.DELETED_AT, days).or(RUN.PURGING_AT.isNotNull())), lifecycle::purge);
  }

  /** How many of them it could be done to: one that fails does not hold up the others. */
  private static int each(List<RunId> due, Consumer<RunId> action) {
    int done = 0;
    for (RunId run : due) {
      try {
        action.accept(run);
        done++;
      } catch (Problem e) {
        log.debug("run {} was restored or purged meanwhile: {}", run, e.getMessage());
      } catch (RuntimeException e) {
        log.warn("retention of run {} will be tried again: {}", run, e.toString());
      }
    }
    return done;
  }

  /** What somebody has brought back is left alone for as long again. */
  private static Field<OffsetDateTime> sinceEnd() {
    return greatest(RUN.ENDED_AT, coalesce(RUN.RESTORED_AT, RUN.ENDED_AT));
  }

  private Condition isOver(Field<OffsetDateTime> since, Field<Integer> days) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    return since.add(DSL.field("{0} * interval '1 day'", DayToSecond.class, days)).le(now);
  }

  private static Condition isNotKept() {
    return not(
        exists(
            selectOne().from(RUN_TAG).where(RUN_TAG.RUN_ID.eq(RUN.ID)).and(RUN_TAG.KEY.eq(KEEP))));
  }

  private List<RunId> due(Condition condition) {
    return db.select(RUN.ID)
        .from(RUN)
        .join(EXPERIMENT)
        .on(EXPERIMENT.ID.eq(RUN.EXPERIMENT_ID))
        .where(condition)
        .orderBy(RUN.ID)
        .limit(AT_ONCE)
        .fetch(r -> new RunId(r.value1()));
  }
}
