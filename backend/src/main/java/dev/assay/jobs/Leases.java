package dev.assay.jobs;

import static dev.assay.jobs.JobRows.LEASED;
import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.JOB;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import com.fasterxml.uuid.Generators;
import dev.assay.jobs.JobMachine.Event;
import dev.assay.jobs.JobSteps.Tried;
import dev.assay.problem.Rules;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The leases on jobs: who does which, and what becomes of those that are not done. */
@Service
class Leases {
  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  private static final int LONGEST_REASON = 200;
  private static final int MOST_AT_ONCE = 1000;

  private final DSLContext db;
  private final Runs runs;
  private final JobRows rows;
  private final JobSteps steps;
  private final Queue queue;
  private final WishSignal wishes;
  private final LeaseSettings settings;
  private final Clock clock;

  Leases(
      DSLContext db,
      Runs runs,
      JobRows rows,
      JobSteps steps,
      Queue queue,
      WishSignal wishes,
      LeaseSettings settings,
      Clock clock) {
    this.db = db;
    this.runs = runs;
    this.rows = rows;
    this.steps = steps;
    this.queue = queue;
    this.wishes = wishes;
    this.settings = settings;
    this.clock = clock;
  }

  Duration ttl() {
    return settings.ttl();
  }

  /**
   * Gives out the job that is due next of those that the agent has room for.
   *
   * @param agent its row is to be locked, so that two of its slots do not share the same room
   * @param which of all jobs are looked at
   */
  @Transactional
  Optional<Lease> lease(AgentId agent, int slot, Offer room, Condition which) {
    Optional<JobId> due =
        db.select(JOB.ID)
            .from(JOB)
            .where(queue.due())
            .and(which)
            .and(hasRoom(room))
            .and(Queue.NOT_PAUSED)
            .orderBy(JOB.PRIORITY.desc(), JOB.ID)
            .limit(1)
            .forUpdate()
            .skipLocked()
            .fetchOptional(r -> new JobId(r.value1()));
    if (due.isEmpty()) {
      return Optional.empty();
    }
    Condition job = JOB.ID.eq(due.get().value());
    LeaseId lease = new LeaseId(Generators.randomBasedGenerator().generate());
    if (!steps.take(job, new Event.Lease(lease)).filter(Tried::isDone).isPresent()) {
      return Optional.empty();
    }
    db.update(JOB).set(JOB.AGENT_ID, agent.value()).set(JOB.SLOT, slot).where(job).execute();
    Instant expires = clock.instant().plus(settings.ttl());
    return Optional.of(new Lease(lease, expires, rows.find(job).orElseThrow()));
  }

  static Condition oneOf(Set<JobId> jobs) {
    return JOB.ID.eq(any(jobs.stream().map(JobId::value).toArray(UUID[]::new)));
  }

  /** The same as {@link Offer#fits}, where the jobs are. */
  private Condition hasRoom(Offer room) {
    Set<String> recipes = room.recipes();
    return (recipes == null ? noCondition() : JOB.RECIPE.in(recipes))
        .and(
            condition(
                "{0} <@ {1}",
                JOB.LABELS, val(room.labels().toArray(String[]::new), JOB.LABELS.getDataType())))
        .and(JOB.MEMORY_BYTES.le(Math.max(room.memoryBytes(), 0)))
        .and(hasDevices(room.devices()));
  }

  /**
   * No other types are needed, and no more of these. jOOQ has no such operators of JSON; to take
   * the objects apart instead is a third of what going through a long queue costs.
   */
  private static Condition hasDevices(Map<String, Integer> counts) {
    Condition enough =
        condition(
            "{0} - cast({1} as text[]) = '{}'",
            JOB.DEVICES, val(counts.keySet().toArray(String[]::new)));
    for (Map.Entry<String, Integer> has : counts.entrySet()) {
      enough =
          enough.and(
              condition(
                  "coalesce(cast({0} ->> cast({1} as text) as int) <= {2}, true)",
                  JOB.DEVICES, val(has.getKey()), val(has.getValue())));
    }
    return enough;
  }

  /** What became of a heartbeat. */
  sealed interface Heartbeat {
    /** The lease goes on; the holder is asked to stop or to hand back when that is requested. */
    record Extended(Instant expiresAt, boolean stopRequested, boolean pauseRequested)
        implements Heartbeat {}

    /** The lease is over: the job ended, or is somebody else's. */
    record Lost() implements Heartbeat {}
  }

  /** Extends a lease, as {@link Event.Heartbeat} does; it is one of the run too. */
  @Transactional
  Heartbeat heartbeat(LeaseId lease, @Nullable Double progress) {
    OffsetDateTime expires = now().plus(settings.ttl());
    return db.update(JOB)
        .set(JOB.LEASE_EXPIRES_AT, expires)
        .where(JOB.LEASE_ID.eq(lease.value()))
        .returning(JOB.RUN_ID, JOB.WISH)
        .fetchOptional()
        .<Heartbeat>map(
            job -> {
              boolean ended = hasEnded(runs.heartbeat(new RunId(job.getRunId()), progress));
              Wish wish = Wish.valueOf(job.getWish());
              return new Heartbeat.Extended(
                  expires.toInstant(),
                  wish == Wish.STOP || ended,
                  wish == Wish.PAUSE || wish == Wish.HAND_BACK);
            })
        .orElseGet(Heartbeat.Lost::new);
  }

  /** Somebody has ended the run by itself: its job has nothing left to record into. */
  private static boolean hasEnded(Runs.Heartbeat heartbeat) {
    return switch (heartbeat) {
      case Runs.Heartbeat.Alive _ -> false;
      case Runs.Heartbeat.NotRunning(RunStatus status) -> status.hasEnded();
    };
  }

  /**
   * Waits until the holder of a lease is wanted to do something else than it knows.
   *
   * @param known what the holder knows to be wanted
   * @return what is wanted, which is what is known when the time is over or another wait of the
   *     same holder began or the server is about to stop; empty when the lease is over
   */
  Optional<Wish> awaitWish(LeaseId lease, Wish known, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    try (WishSignal.Wait wait = wishes.enter(lease)) {
      while (true) {
        Optional<Wish> wish = wish(lease);
        long left = deadline - System.nanoTime();
        if (wish.isEmpty() || wish.get() != known || left <= 0 || wait.isOver()) {
          return wish;
        }
        wait.await(Duration.ofNanos(left));
      }
    }
  }

  private Optional<Wish> wish(LeaseId lease) {
    return db.select(JOB.RUN_ID, JOB.WISH)
        .from(JOB)
        .where(JOB.LEASE_ID.eq(lease.value()))
        .fetchOptional(
            job ->
                runs.get(new RunId(job.value1())).status().hasEnded()
                    ? Wish.STOP
                    : Wish.valueOf(job.value2()));
  }

  /** Wakes the holders that wait in this process although nothing was heard of what is wanted. */
  void lookForWishes() {
    Set<LeaseId> waiting = wishes.waiting();
    if (!waiting.isEmpty()) {
      db.select(JOB.LEASE_ID)
          .from(JOB)
          .where(LEASED)
          .and(JOB.WISH.ne(Wish.GO_ON.name()))
          .fetch(asked -> new LeaseId(asked.value1()))
          .forEach(wishes::raise);
    }
  }

  /** Ends the job and its run, or has it done again; empty when the lease was lost. */
  @Transactional
  Optional<Job> finish(LeaseId lease, Outcome outcome, @Nullable String failure) {
    return take(lease, new Event.Finish(lease, outcome, failure));
  }

  /**
   * Hands a job back, to be done by another agent, or to rest when that is wanted; that attempt
   * does not count. Empty when the lease was lost.
   */
  @Transactional
  Optional<Job> release(LeaseId lease, String reason) {
    Optional<Job> job = take(lease, new Event.Release(lease));
    job.ifPresent(
        j ->
            log.info(
                "job {} was handed back and is {}: {}",
                j.id(),
                j.status(),
                Rules.kept(reason, LONGEST_REASON)));
    return job;
  }

  private Optional<Job> take(LeaseId lease, Event event) {
    return steps
        .take(JOB.LEASE_ID.eq(lease.value()), event)
        .filter(Tried::isDone)
        .flatMap(tried -> rows.find(JOB.ID.eq(tried.job().value())));
  }

  /** Whether somebody may still write under it. */
  boolean isCurrent(LeaseId lease) {
    return db.fetchExists(JOB, JOB.LEASE_ID.eq(lease.value()));
  }

  /** All that an agent does is to be gone on with by others. */
  @Transactional
  void handBackAllOf(AgentId agent) {
    db.select(JOB.ID)
        .from(JOB)
        .where(LEASED)
        .and(JOB.AGENT_ID.eq(agent.value()))
        .fetch(JOB.ID)
        .forEach(id -> steps.take(JOB.ID.eq(id), new Event.HandBack()));
  }

  private record Expired(UUID job, UUID lease, String agent) {}

  /**
   * Takes back the jobs whose lease has expired: queued again, or failed after too many attempts.
   */
  void expireLeases() {
    List<Expired> expired =
        db.select(JOB.ID, JOB.LEASE_ID, AGENT.NAME)
            .from(JOB)
            .join(AGENT)
            .on(AGENT.ID.eq(JOB.AGENT_ID))
            .where(LEASED)
            .and(JOB.LEASE_EXPIRES_AT.lt(now()))
            .limit(MOST_AT_ONCE)
            .fetch(r -> new Expired(r.value1(), r.value2(), r.value3()));
    for (Expired job : expired) {
      try {
        takeBack(job);
      } catch (RuntimeException e) { // one job must not keep the others from being given out again
        log.error("job {} could not be taken back from {}", job.job(), job.agent(), e);
      }
    }
  }

  private void takeBack(Expired job) {
    Event event = new Event.Expire(new LeaseId(job.lease()), job.agent());
    if (steps.take(JOB.ID.eq(job.job()), event).filter(Tried::isDone).isPresent()) {
      log.warn("lease of {} on job {} expired", job.agent(), job.job());
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
