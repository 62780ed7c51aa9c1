package dev.assay.jobs;

import static dev.assay.jobs.JobRows.QUEUED;
import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.JOB;
import static dev.assay.schema.Tables.JOB_AFTER;
import static dev.assay.schema.Tables.QUEUE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The queue as a whole. */
@Service
public class Queue {
  private static final Condition WAITS_FOR_OTHERS =
      exists(selectOne().from(JOB_AFTER).where(JOB_AFTER.JOB_ID.eq(JOB.ID)));
  static final Condition NOT_PAUSED =
      notExists(selectOne().from(QUEUE).where(QUEUE.PAUSED.isTrue()));
  private static final int MOST_REASONS = 100;

  private final DSLContext db;
  private final JobRows rows;
  private final AgentRows agents;
  private final Notices notices;
  private final Clock clock;

  Queue(DSLContext db, JobRows rows, AgentRows agents, Notices notices, Clock clock) {
    this.db = db;
    this.rows = rows;
    this.agents = agents;
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * @param reason why they are not done, although they are queued
   */
  public record Waiting(String reason, int jobs) {}

  /**
   * @param paused whether nothing is given out
   * @param jobs how many there are of each status
   * @param waiting the most frequent reasons first, at most a hundred
   */
  public record State(boolean paused, Map<JobStatus, Integer> jobs, List<Waiting> waiting) {}

  public State state() {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : JobStatus.values()) {
      counts.put(status, 0);
    }
    db.select(JOB.STATUS, count())
        .from(JOB)
        .groupBy(JOB.STATUS)
        .forEach(r -> counts.put(JobStatus.valueOf(r.value1()), r.value2()));
    return new State(isPaused(), counts, waiting());
  }

  private List<Waiting> waiting() {
    Waits waits = waits();
    Field<Boolean> blocked = field(WAITS_FOR_OTHERS).as("blocked");
    Field<Boolean> early = field(notYet()).as("early");
    Map<String, Integer> reasons = new TreeMap<>();
    db.select(JOB.RECIPE, JOB.LABELS, JOB.MEMORY_BYTES, JOB.DEVICES, blocked, early, count())
        .from(JOB)
        .where(QUEUED)
        .groupBy(JOB.RECIPE, JOB.LABELS, JOB.MEMORY_BYTES, JOB.DEVICES, blocked, early)
        .forEach(
            r -> {
              Needs needs = rows.needs(r.value3(), r.value4());
              Demand demand = new Demand(r.value1(), List.of(r.value2()), needs, r.value7());
              String reason =
                  waits.paused()
                      ? "queue is paused"
                      : r.value5()
                          ? "waits for other jobs"
                          : r.value6()
                              ? "waits for its time"
                              : waits.missing(demand).orElse("waits for its turn");
              reasons.merge(reason, demand.jobs(), Integer::sum);
            });
    return reasons.entrySet().stream()
        .map(e -> new Waiting(e.getKey(), e.getValue()))
        .sorted(Comparator.comparingInt(Waiting::jobs).reversed())
        .limit(MOST_REASONS)
        .toList();
  }

  /** Nothing is given out until it is resumed; what is being done goes on. */
  public void pause() {
    db.update(QUEUE).set(QUEUE.PAUSED, true).execute();
  }

  @Transactional
  public void resume() {
    db.update(QUEUE).set(QUEUE.PAUSED, false).execute();
    notices.queue();
  }

  /** Whether nothing is given out. */
  public boolean isPaused() {
    return db.fetchExists(QUEUE, QUEUE.PAUSED.isTrue());
  }

  private Condition notYet() {
    return JOB.NOT_BEFORE.isNotNull().and(JOB.NOT_BEFORE.gt(now()));
  }

  /** Of jobs that can be given out now. */
  Condition due() {
    return QUEUED.and(notYet().not()).and(notExistsAfter());
  }

  private static Condition notExistsAfter() {
    return notExists(selectOne().from(JOB_AFTER).where(JOB_AFTER.JOB_ID.eq(JOB.ID)));
  }

  /** What the jobs ask for that can be given out now; nothing while the queue is paused. */
  List<Demand> demands() {
    return db.select(JOB.RECIPE, JOB.LABELS, JOB.MEMORY_BYTES, JOB.DEVICES, count())
        .from(JOB)
        .where(due())
        .and(NOT_PAUSED)
        .groupBy(JOB.RECIPE, JOB.LABELS, JOB.MEMORY_BYTES, JOB.DEVICES)
        .fetch(r -> demand(r, r.value5(), Set.of()));
  }

  /** The same of some, each by itself. */
  List<Demand> demandsOf(Collection<JobId> jobs) {
    return db.select(JOB.RECIPE, JOB.LABELS, JOB.MEMORY_BYTES, JOB.DEVICES, JOB.ID)
        .from(JOB)
        .where(due())
        .and(JOB.ID.eq(any(jobs.stream().map(JobId::value).toArray(UUID[]::new))))
        .and(NOT_PAUSED)
        .fetch(r -> demand(r, 1, Set.of(new JobId(r.value5()))));
  }

  private Demand demand(Record r, int jobs, Set<JobId> which) {
    return new Demand(
        r.get(JOB.RECIPE),
        List.of(r.get(JOB.LABELS)),
        rows.needs(r.get(JOB.MEMORY_BYTES), r.get(JOB.DEVICES)),
        jobs,
        which);
  }

  /** When the next of the jobs is due that wait for their time. */
  Optional<Instant> nextDue() {
    return db.select(min(JOB.NOT_BEFORE))
        .from(JOB)
        .where(QUEUED)
        .and(notYet())
        .fetchOptional(r -> JobRows.instant(r.value1()));
  }

  /** Tells why jobs wait, as things are now. */
  Waits waits() {
    Condition working = Agents.online(clock.instant()).and(AGENT.WANTED.eq(Agent.Mode.WORK.name()));
    return new Waits(isPaused(), agents.offers(working), clock.instant());
  }

  /** The job, and why it waits if it does. */
  static Job explained(Job job, Waits waits) {
    Optional<String> why =
        job.status() == JobStatus.QUEUED
            ? waits.why(
                new Demand(job.recipe(), job.terms().labels(), job.terms().needs(), 1),
                job.terms().after(),
                job.terms().notBefore())
            : Optional.empty();
    return new Job(
        job.id(),
        job.recipe(),
        job.params(),
        job.runId(),
        job.status(),
        job.wish(),
        job.terms(),
        job.attempt(),
        job.agent(),
        why.orElse(null),
        job.schedule(),
        job.createdAt(),
        job.endedAt(),
        job.failure());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
