package dev.assay.jobs;

import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.JOB;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import com.fasterxml.uuid.Generators;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The queue of jobs and the leases on them. Every change of state is one conditional update, so
 * that several servers and agents never do the same job twice at the same time.
 */
@Service
public class Jobs {
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);

  /** The recipes that agents know; {@link #submit} takes no other. */
  private static final Set<String> RECIPES = Set.of("pretrain");

  private static final int LONGEST_FAILURE = 10_000;
  private static final int LONGEST_REASON = 200;
  private static final int MOST_AT_ONCE = 1000;

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final Runs runs;
  private final QueueSignal signal;
  private final LeaseSettings settings;
  private final Clock clock;

  Jobs(
      DSLContext db,
      TransactionTemplate transaction,
      Runs runs,
      QueueSignal signal,
      LeaseSettings settings,
      Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.runs = runs;
    this.signal = signal;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A job to be done.
   *
   * @param run the run that will record it
   * @param priority greater is sooner
   */
  public record NewJob(String recipe, String experiment, NewRun run, int priority) {}

  /** Puts a job into the queue, with a queued run that will record it. */
  public Job submit(NewJob job, UserId by) {
    if (!RECIPES.contains(job.recipe())) {
      throw new Problem.Invalid(
          "recipe", job.recipe(), "the recipes are " + String.join(", ", RECIPES));
    }
    JobId id = JobId.next();
    transaction.executeWithoutResult(
        t -> {
          Run run = runs.queue(job.experiment(), withoutParams(job.run()), by);
          db.insertInto(JOB)
              .set(JOB.ID, id.value())
              .set(JOB.RECIPE, job.recipe())
              .set(JOB.PARAMS, JSONB.valueOf(job.run().params().json()))
              .set(JOB.RUN_ID, run.id().value())
              .set(JOB.STATUS, JobStatus.QUEUED.name())
              .set(JOB.PRIORITY, job.priority())
              .set(JOB.CREATED_BY, by.value())
              .set(JOB.CREATED_AT, now())
              .execute();
        });
    signal.raise();
    return get(id);
  }

  /** The run gets its params when it starts: the job's with the recipe's defaults filled in. */
  private static NewRun withoutParams(NewRun run) {
    return new NewRun(run.name(), Params.empty(), run.tags());
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Job get(JobId id) {
    return find(JOB.ID.eq(id.value())).orElseThrow(() -> new Problem.NotFound("job", id));
  }

  /** The job that a run records, if it was queued. */
  public Optional<Job> of(RunId run) {
    return find(JOB.RUN_ID.eq(run.value()));
  }

  /** Newest first; all of them when the status is null. */
  public Page<Job> list(@Nullable JobStatus status, PageRequest request) {
    @Nullable UUID after = request.afterId();
    List<Job> jobs =
        selectJobs()
            .where(status == null ? noCondition() : JOB.STATUS.eq(status.name()))
            .and(after == null ? noCondition() : JOB.ID.lt(after))
            .orderBy(JOB.ID.desc())
            .limit(request.limit() + 1)
            .fetch(Jobs::job);
    return Page.of(jobs, request, j -> j.id().toString());
  }

  /** Gives out the job that is due next, if there is one. */
  Optional<Lease> lease(AgentId agent) {
    UUID lease = Generators.randomBasedGenerator().generate();
    OffsetDateTime expires = now().plus(settings.ttl());
    var due =
        select(JOB.ID)
            .from(JOB)
            .where(JOB.STATUS.eq(JobStatus.QUEUED.name()))
            .orderBy(JOB.PRIORITY.desc(), JOB.ID)
            .limit(1)
            .forUpdate()
            .skipLocked();
    int leased =
        db.update(JOB)
            .set(JOB.STATUS, JobStatus.LEASED.name())
            .set(JOB.LEASE_ID, lease)
            .set(JOB.AGENT_ID, agent.value())
            .set(JOB.LEASE_EXPIRES_AT, expires)
            .set(JOB.ATTEMPT, JOB.ATTEMPT.plus(1))
            .where(JOB.ID.eq(due))
            .execute();
    if (leased == 0) {
      return Optional.empty();
    }
    return find(JOB.LEASE_ID.eq(lease))
        .map(job -> new Lease(new LeaseId(lease), expires.toInstant(), job));
  }

  /** What became of a heartbeat. */
  sealed interface Heartbeat {
    /** The lease goes on; the holder is asked to stop when {@code stopRequested}. */
    record Extended(Instant expiresAt, boolean stopRequested) implements Heartbeat {}

    /** The lease is over: the job ended, or is somebody else's. */
    record Lost() implements Heartbeat {}
  }

  /** Extends a lease; it counts as a heartbeat of the run too. */
  Heartbeat heartbeat(LeaseId lease, @Nullable Double progress) {
    OffsetDateTime expires = now().plus(settings.ttl());
    return transaction.execute(
        t ->
            db.update(JOB)
                .set(JOB.LEASE_EXPIRES_AT, expires)
                .where(JOB.LEASE_ID.eq(lease.value()))
                .returning(JOB.RUN_ID, JOB.STOP_REQUESTED)
                .fetchOptional()
                .<Heartbeat>map(
                    job -> {
                      boolean ended = hasEnded(runs.heartbeat(new RunId(job.getRunId()), progress));
                      return new Heartbeat.Extended(
                          expires.toInstant(), job.getStopRequested() || ended);
                    })
                .orElseGet(Heartbeat.Lost::new));
  }

  /** Somebody has ended the run by itself: its job has nothing left to record into. */
  private static boolean hasEnded(Runs.Heartbeat heartbeat) {
    return switch (heartbeat) {
      case Runs.Heartbeat.Alive _ -> false;
      case Runs.Heartbeat.NotRunning(RunStatus status) -> status.hasEnded();
    };
  }

  /** How the holder of a lease ends its job. */
  enum Outcome {
    FINISHED,
    FAILED,
    KILLED;

    JobStatus jobStatus() {
      return switch (this) {
        case FINISHED -> JobStatus.FINISHED;
        case FAILED -> JobStatus.FAILED;
        case KILLED -> JobStatus.CANCELLED;
      };
    }

    static Outcome of(RunStatus ended) {
      return switch (ended) {
        case FINISHED -> FINISHED;
        case FAILED -> FAILED;
        case KILLED -> KILLED;
        case QUEUED, RUNNING, LOST -> throw new IllegalArgumentException(ended + " is no end");
      };
    }

    RunStatus runStatus() {
      return switch (this) {
        case FINISHED -> RunStatus.FINISHED;
        case FAILED -> RunStatus.FAILED;
        case KILLED -> RunStatus.KILLED;
      };
    }
  }

  /** Ends the job and its run; empty when the lease was lost. */
  Optional<Job> finish(LeaseId lease, Outcome outcome, @Nullable String failure) {
    return transaction.execute(
        t -> {
          Optional<Job> job = find(JOB.LEASE_ID.eq(lease.value()));
          return job.filter(j -> end(JOB.LEASE_ID.eq(lease.value()), j, outcome, failure))
              .map(j -> get(j.id()));
        });
  }

  private boolean end(Condition which, Job job, Outcome outcome, @Nullable String failure) {
    int updated =
        db.update(JOB)
            .set(JOB.STATUS, outcome.jobStatus().name())
            .set(JOB.ENDED_AT, now())
            .set(JOB.FAILURE, Rules.kept(failure, LONGEST_FAILURE))
            .setNull(JOB.LEASE_ID)
            .setNull(JOB.LEASE_EXPIRES_AT)
            .where(which)
            .execute();
    if (updated == 1 && !runs.get(job.runId()).status().hasEnded()) {
      runs.finish(job.runId(), outcome.runStatus(), failure);
    }
    return updated == 1;
  }

  /** Hands a job back; that attempt does not count. Empty when the lease was lost. */
  Optional<Job> release(LeaseId lease, String reason) {
    Condition held = JOB.LEASE_ID.eq(lease.value());
    Optional<Job> job =
        transaction.execute(
            t -> find(held).filter(j -> takeBack(held, j, false)).map(j -> get(j.id())));
    job.ifPresent(
        j -> {
          log.info(
              "job {} was handed back and is {}: {}",
              j.id(),
              j.status(),
              Rules.kept(reason, LONGEST_REASON));
          signal.raise();
        });
    return job;
  }

  /**
   * Decides what becomes of a job whose holder no longer does it.
   *
   * @param lost whether its lease expired, which counts as an attempt
   * @return false when the lease was over already
   */
  private boolean takeBack(Condition which, Job job, boolean lost) {
    // locked, so that nobody cancels or extends in between
    var locked = db.select(JOB.STOP_REQUESTED).from(JOB).where(which).forUpdate().fetchOptional();
    if (locked.isEmpty()) {
      return false;
    }
    RunStatus run = runs.get(job.runId()).status();
    if (run.hasEnded()) {
      return end(which, job, Outcome.of(run), null);
    }
    if (locked.get().value1()) {
      return end(which, job, Outcome.KILLED, null);
    }
    if (lost && job.attempt() >= settings.maxAttempts()) {
      String failure =
          "the agent was lost %d times (last: %s)".formatted(job.attempt(), job.agent());
      return end(which, job, Outcome.FAILED, failure);
    }
    db.update(JOB)
        .set(JOB.STATUS, JobStatus.QUEUED.name())
        .set(JOB.ATTEMPT, JOB.ATTEMPT.minus(lost ? 0 : 1))
        .setNull(JOB.LEASE_ID)
        .setNull(JOB.LEASE_EXPIRES_AT)
        .where(which)
        .execute();
    runs.requeue(job.runId());
    return true;
  }

  /**
   * A queued job is cancelled at once; the holder of a leased one is asked to stop.
   *
   * @throws Problem.Conflict when it has ended
   */
  public Job cancel(JobId id) {
    transaction.executeWithoutResult(
        t -> {
          Job job = get(id);
          Condition queued = JOB.ID.eq(id.value()).and(JOB.STATUS.eq(JobStatus.QUEUED.name()));
          if (end(queued, job, Outcome.KILLED, null)) {
            return;
          }
          int asked =
              db.update(JOB)
                  .set(JOB.STOP_REQUESTED, true)
                  .where(JOB.ID.eq(id.value()))
                  .and(JOB.STATUS.eq(JobStatus.LEASED.name()))
                  .execute();
          if (asked == 0 && get(id).status() != JobStatus.CANCELLED) {
            throw new Problem.Conflict(
                "job %s is %s and cannot be cancelled".formatted(id, get(id).status()));
          }
        });
    return get(id);
  }

  /**
   * Takes back the jobs whose lease has expired: queued again, or failed after too many attempts.
   */
  void expireLeases() {
    Condition expired = JOB.STATUS.eq(JobStatus.LEASED.name()).and(JOB.LEASE_EXPIRES_AT.lt(now()));
    for (Job job : selectJobs().where(expired).limit(MOST_AT_ONCE).fetch(Jobs::job)) {
      try {
        takeBackExpired(job, expired);
      } catch (RuntimeException e) { // one job must not keep the others from being given out again
        log.error("job {} could not be taken back from {}", job.id(), job.agent(), e);
      }
    }
  }

  private void takeBackExpired(Job job, Condition expired) {
    Condition still = JOB.ID.eq(job.id().value()).and(expired);
    boolean taken = Boolean.TRUE.equals(transaction.execute(t -> takeBack(still, job, true)));
    if (taken) {
      log.warn(
          "lease of {} on job {} expired; it is {}", job.agent(), job.id(), get(job.id()).status());
      signal.raise();
    }
  }

  private Optional<Job> find(Condition which) {
    return selectJobs().where(which).fetchOptional(Jobs::job);
  }

  private SelectJoinStep<? extends Record> selectJobs() {
    return db.select(
            JOB.ID,
            JOB.RECIPE,
            JOB.PARAMS,
            JOB.RUN_ID,
            JOB.STATUS,
            JOB.PRIORITY,
            JOB.ATTEMPT,
            AGENT.NAME,
            JOB.CREATED_AT,
            JOB.ENDED_AT,
            JOB.FAILURE)
        .from(JOB.leftJoin(AGENT).on(AGENT.ID.eq(JOB.AGENT_ID)));
  }

  private static Job job(Record r) {
    return new Job(
        new JobId(r.get(JOB.ID)),
        r.get(JOB.RECIPE),
        Params.parse(r.get(JOB.PARAMS).data()),
        new RunId(r.get(JOB.RUN_ID)),
        JobStatus.valueOf(r.get(JOB.STATUS)),
        r.get(JOB.PRIORITY),
        r.get(JOB.ATTEMPT),
        r.get(AGENT.NAME),
        r.get(JOB.CREATED_AT).toInstant(),
        r.get(JOB.ENDED_AT) == null ? null : r.get(JOB.ENDED_AT).toInstant(),
        r.get(JOB.FAILURE));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
