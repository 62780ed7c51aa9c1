package dev.assay.jobs;

import static dev.assay.schema.Tables.JOB;
import static dev.assay.schema.Tables.SCHEDULE;
import static org.jooq.impl.DSL.noCondition;

import com.fasterxml.uuid.Generators;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jobs that are submitted again and again. A time is taken by one conditional update, so that of
 * several servers one submits the job; times that passed while no server ran are one time.
 */
@Service
public class Schedules {
  private static final Logger log = LoggerFactory.getLogger(Schedules.class);

  private static final int LONGEST_NAME = 250;
  private static final int LONGEST_NOTE = 1000;
  private static final int MOST_AT_ONCE = 100;

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final Jobs jobs;
  private final JsonMapper json;
  private final Clock clock;

  Schedules(
      DSLContext db, TransactionTemplate transaction, Jobs jobs, JsonMapper json, Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.jobs = jobs;
    this.json = json;
    this.clock = clock;
  }

  /** What a schedule is to be. */
  record Wanted(String name, String cron, String zone, JobTemplate job, boolean paused) {
    Wanted {
      Rules.text("name", name, 1, LONGEST_NAME);
      if (job.job().terms().notBefore() != null || !job.job().terms().after().isEmpty()) {
        throw new Problem.Invalid(
            "job", "after or notBefore", "a schedule itself says when its jobs begin");
      }
    }

    Timetable timetable() {
      return Timetable.parse(cron, zone);
    }
  }

  Schedule create(Wanted wanted, UserId by) {
    UUID id = Generators.timeBasedEpochGenerator().generate();
    @Nullable Instant next = wanted.timetable().after(clock.instant());
    requireFree(wanted.name(), noCondition());
    db.insertInto(SCHEDULE)
        .set(SCHEDULE.ID, id)
        .set(SCHEDULE.NAME, wanted.name())
        .set(SCHEDULE.CRON, wanted.cron())
        .set(SCHEDULE.ZONE, wanted.zone())
        .set(SCHEDULE.JOB, template(wanted))
        .set(SCHEDULE.PAUSED, wanted.paused())
        .set(SCHEDULE.NEXT_AT, utc(next))
        .set(SCHEDULE.CREATED_BY, by.value())
        .set(SCHEDULE.CREATED_AT, now())
        .execute();
    return get(new ScheduleId(id));
  }

  /** What it has submitted stays its own. */
  Schedule replace(ScheduleId id, Wanted wanted) {
    @Nullable Instant next = wanted.timetable().after(clock.instant());
    requireFree(wanted.name(), SCHEDULE.ID.ne(id.value()));
    db.update(SCHEDULE)
        .set(SCHEDULE.NAME, wanted.name())
        .set(SCHEDULE.CRON, wanted.cron())
        .set(SCHEDULE.ZONE, wanted.zone())
        .set(SCHEDULE.JOB, template(wanted))
        .set(SCHEDULE.PAUSED, wanted.paused())
        .set(SCHEDULE.NEXT_AT, utc(next))
        .where(SCHEDULE.ID.eq(id.value()))
        .execute();
    return get(id);
  }

  private void requireFree(String name, Condition others) {
    if (db.fetchExists(SCHEDULE, SCHEDULE.NAME.eq(name).and(others))) {
      throw new Problem.Conflict("there is a schedule %s already".formatted(name));
    }
  }

  private JSON template(Wanted wanted) {
    return JSON.valueOf(json.writeValueAsString(wanted.job()));
  }

  /** Its jobs stay. */
  public void delete(ScheduleId id) {
    if (db.deleteFrom(SCHEDULE).where(SCHEDULE.ID.eq(id.value())).execute() == 0) {
      throw new Problem.NotFound("schedule", id);
    }
  }

  /** Nothing is submitted until it is resumed; times that pass meanwhile are left out. */
  public Schedule pause(ScheduleId id) {
    db.update(SCHEDULE).set(SCHEDULE.PAUSED, true).where(SCHEDULE.ID.eq(id.value())).execute();
    return get(id);
  }

  public Schedule resume(ScheduleId id) {
    Schedule paused = get(id);
    @Nullable Instant next = Timetable.parse(paused.cron(), paused.zone()).after(clock.instant());
    db.update(SCHEDULE)
        .set(SCHEDULE.PAUSED, false)
        .set(SCHEDULE.NEXT_AT, utc(next))
        .where(SCHEDULE.ID.eq(id.value()))
        .and(SCHEDULE.PAUSED.isTrue())
        .execute();
    return get(id);
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Schedule get(ScheduleId id) {
    List<Schedule> found = select(SCHEDULE.ID.eq(id.value()), 1);
    if (found.isEmpty()) {
      throw new Problem.NotFound("schedule", id);
    }
    return found.getFirst();
  }

  /** Newest first. */
  public Page<Schedule> list(PageRequest request) {
    @Nullable UUID after = request.afterId();
    Condition which = after == null ? noCondition() : SCHEDULE.ID.lt(after);
    return Page.of(select(which, request.limit() + 1), request, s -> s.id().toString());
  }

  private List<Schedule> select(Condition which, int most) {
    return db.select(
            SCHEDULE.ID,
            SCHEDULE.NAME,
            SCHEDULE.CRON,
            SCHEDULE.ZONE,
            SCHEDULE.JOB,
            SCHEDULE.PAUSED,
            SCHEDULE.NEXT_AT,
            SCHEDULE.LAST_AT,
            SCHEDULE.LAST_NOTE,
            SCHEDULE.CREATED_AT)
        .from(SCHEDULE)
        .where(which)
        .orderBy(SCHEDULE.ID.desc())
        .limit(most)
        .fetch(this::schedule);
  }

  private Schedule schedule(Record r) {
    return new Schedule(
        new ScheduleId(r.get(SCHEDULE.ID)),
        r.get(SCHEDULE.NAME),
        r.get(SCHEDULE.CRON),
        r.get(SCHEDULE.ZONE),
        (ObjectNode) json.readTree(r.get(SCHEDULE.JOB).data()),
        r.get(SCHEDULE.PAUSED),
        JobRows.instant(r.get(SCHEDULE.NEXT_AT)),
        JobRows.instant(r.get(SCHEDULE.LAST_AT)),
        r.get(SCHEDULE.LAST_NOTE),
        r.get(SCHEDULE.CREATED_AT).toInstant());
  }

  private record Due(
      UUID id, String cron, String zone, String job, UUID by, OffsetDateTime dueAt) {}

  /** Submits what is due. */
  void fire() {
    List<Due> due =
        db.select(
                SCHEDULE.ID,
                SCHEDULE.CRON,
                SCHEDULE.ZONE,
                SCHEDULE.JOB,
                SCHEDULE.CREATED_BY,
                SCHEDULE.NEXT_AT)
            .from(SCHEDULE)
            .where(SCHEDULE.PAUSED.isFalse())
            .and(SCHEDULE.NEXT_AT.le(now()))
            .orderBy(SCHEDULE.NEXT_AT)
            .limit(MOST_AT_ONCE)
            .fetch(
                r ->
                    new Due(
                        r.value1(),
                        r.value2(),
                        r.value3(),
                        r.value4().data(),
                        r.value5(),
                        r.value6()));
    for (Due schedule : due) {
      try {
        transaction.executeWithoutResult(t -> fire(schedule));
      } catch (RuntimeException e) { // a job that is refused must not come again every second
        log.warn("schedule {} submitted no job: {}", schedule.id(), e.getMessage());
        transaction.executeWithoutResult(t -> take(schedule, String.valueOf(e.getMessage())));
      }
    }
  }

  private void fire(Due schedule) {
    Optional<UUID> open = openJob(schedule);
    @Nullable String note = open.map("job %s has not ended"::formatted).orElse(null);
    if (take(schedule, note) && open.isEmpty()) {
      JobTemplate job = json.readValue(schedule.job(), JobTemplate.class);
      jobs.submit(job.job(), new ScheduleId(schedule.id()), new UserId(schedule.by()));
    }
  }

  /**
   * @return whether the time is this server's
   */
  private boolean take(Due schedule, @Nullable String note) {
    @Nullable Instant next =
        Timetable.parse(schedule.cron(), schedule.zone()).after(clock.instant());
    return db.update(SCHEDULE)
            .set(SCHEDULE.LAST_AT, now())
            .set(SCHEDULE.NEXT_AT, utc(next))
            .set(SCHEDULE.LAST_NOTE, Rules.kept(note, LONGEST_NOTE))
            .where(SCHEDULE.ID.eq(schedule.id()))
            .and(SCHEDULE.NEXT_AT.eq(schedule.dueAt()))
            .and(SCHEDULE.PAUSED.isFalse())
            .execute()
        == 1;
  }

  private Optional<UUID> openJob(Due schedule) {
    return db.select(JOB.ID)
        .from(JOB)
        .where(JOB.SCHEDULE_ID.eq(schedule.id()))
        .and(
            JOB.STATUS.in(
                JobStatus.QUEUED.name(), JobStatus.LEASED.name(), JobStatus.PAUSED.name()))
        .orderBy(JOB.ID.desc())
        .limit(1)
        .fetchOptional(JOB.ID);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
