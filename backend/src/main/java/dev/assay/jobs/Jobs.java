package dev.assay.jobs;

import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.AGENT_RECIPE;
import static dev.assay.schema.Tables.JOB;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

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
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.TableField;
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

  private static final int LONGEST_FAILURE = 10_000;
  private static final int LONGEST_REASON = 200;
  private static final int MOST_AT_ONCE = 1000;

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final Runs runs;
  private final Recipes recipes;
  private final QueueSignal signal;
  private final WishSignal wishes;
  private final LeaseSettings settings;
  private final Clock clock;

  Jobs(
      DSLContext db,
      TransactionTemplate transaction,
      Runs runs,
      Recipes recipes,
      QueueSignal signal,
      WishSignal wishes,
      LeaseSettings settings,
      Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.runs = runs;
    this.recipes = recipes;
    this.signal = signal;
    this.wishes = wishes;
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

  /**
   * Puts a job into the queue, with a queued run that will record it. One of a recipe that no agent
   * knows waits for an agent that does.
   *
   * @throws Problem.Invalid when the params are not what the recipe takes; it names all that is
   *     wrong
   */
  public Job submit(NewJob job, UserId by) {
    recipes.check(job.recipe(), job.run().params());
    JobId id =
        Objects.requireNonNull(
            transaction.execute(
                t -> {
                  Run run = runs.queue(job.experiment(), withoutParams(job.run()), by);
                  return insert(
                      new Work(job.recipe(), job.run().params(), job.priority()), run.id(), by);
                }));
    signal.raise();
    return get(id);
  }

  /**
   * What an agent is to do.
   *
   * @param priority greater is sooner
   */
  record Work(String recipe, Params params, int priority) {}

  /** Puts a job into the queue that a certain run will record, which is queued. */
  Job submit(Work work, RunId run, UserId by) {
    JobId id = insert(work, run, by);
    signal.raise();
    return get(id);
  }

  private JobId insert(Work work, RunId run, UserId by) {
    JobId id = JobId.next();
    db.insertInto(JOB)
        .set(JOB.ID, id.value())
        .set(JOB.RECIPE, work.recipe())
        .set(JOB.PARAMS, JSONB.valueOf(work.params().json()))
        .set(JOB.RUN_ID, run.value())
        .set(JOB.STATUS, JobStatus.QUEUED.name())
        .set(JOB.PRIORITY, work.priority())
        .set(JOB.CREATED_BY, by.value())
        .set(JOB.CREATED_AT, now())
        .execute();
    return id;
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

  /** Gives out the job that is due next of those that the agent can do, if there is one. */
  Optional<Lease> lease(AgentId agent) {
    UUID lease = Generators.randomBasedGenerator().generate();
    OffsetDateTime expires = now().plus(settings.ttl());
    var due =
        select(JOB.ID)
            .from(JOB)
            .where(JOB.STATUS.eq(JobStatus.QUEUED.name()))
            .and(canBeDoneBy(agent))
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

  /** An agent that has not said what it can do is taken to do everything. */
  private static Condition canBeDoneBy(AgentId agent) {
    return notExists(
            selectOne()
                .from(AGENT)
                .where(AGENT.ID.eq(agent.value()))
                .and(AGENT.LISTS_RECIPES.isTrue()))
        .or(
            exists(
                selectOne()
                    .from(AGENT_RECIPE)
                    .where(AGENT_RECIPE.AGENT_ID.eq(agent.value()))
                    .and(AGENT_RECIPE.NAME.eq(JOB.RECIPE))));
  }

  /** What became of a heartbeat. */
  sealed interface Heartbeat {
    /** The lease goes on; the holder is asked to stop or to pause when that is requested. */
    record Extended(Instant expiresAt, boolean stopRequested, boolean pauseRequested)
        implements Heartbeat {}

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
                .returning(JOB.RUN_ID, JOB.STOP_REQUESTED, JOB.PAUSE_REQUESTED)
                .fetchOptional()
                .<Heartbeat>map(
                    job -> {
                      boolean ended = hasEnded(runs.heartbeat(new RunId(job.getRunId()), progress));
                      return new Heartbeat.Extended(
                          expires.toInstant(),
                          job.getStopRequested() || ended,
                          job.getPauseRequested());
                    })
                .orElseGet(Heartbeat.Lost::new));
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
    return find(JOB.LEASE_ID.eq(lease.value()))
        .map(job -> runs.get(job.runId()).status().hasEnded() ? Wish.STOP : job.wish());
  }

  /** Wakes the holders that wait in this process although they were asked through another. */
  void lookForWishes() {
    Set<LeaseId> waiting = wishes.waiting();
    if (!waiting.isEmpty()) {
      db.select(JOB.LEASE_ID)
          .from(JOB)
          .where(JOB.STATUS.eq(JobStatus.LEASED.name()))
          .and(JOB.STOP_REQUESTED.isTrue().or(JOB.PAUSE_REQUESTED.isTrue()))
          .fetch(asked -> new LeaseId(asked.value1()))
          .forEach(wishes::raise);
    }
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
        case QUEUED, RUNNING, PAUSED, LOST ->
            throw new IllegalArgumentException(ended + " is no end");
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
    Optional<Job> ended =
        transaction.execute(
            t -> {
              Optional<Job> job = find(JOB.LEASE_ID.eq(lease.value()));
              return job.filter(j -> end(JOB.LEASE_ID.eq(lease.value()), j, outcome, failure))
                  .map(j -> get(j.id()));
            });
    wishes.raise(lease); // there is nothing left to wait for
    return ended;
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

  /**
   * Hands a job back, to be done by another agent, or to rest when that is wanted; that attempt
   * does not count. Empty when the lease was lost.
   */
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
          wishes.raise(lease);
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
    // locked, so that nobody cancels, pauses or extends in between
    Optional<Wish> wanted =
        db.select(JOB.STATUS, JOB.STOP_REQUESTED, JOB.PAUSE_REQUESTED)
            .from(JOB)
            .where(which)
            .forUpdate()
            .fetchOptional(Jobs::wish);
    if (wanted.isEmpty()) {
      return false;
    }
    RunStatus run = runs.get(job.runId()).status();
    if (run.hasEnded()) {
      return end(which, job, Outcome.of(run), null);
    }
    switch (wanted.get()) {
      case STOP -> {
        return end(which, job, Outcome.KILLED, null);
      }
      case PAUSE -> {
        letGo(which, JobStatus.PAUSED, lost);
        runs.pause(job.runId());
        return true;
      }
      case GO_ON -> {}
    }
    if (lost && job.attempt() >= settings.maxAttempts()) {
      String failure =
          "the agent was lost %d times (last: %s)".formatted(job.attempt(), job.agent());
      return end(which, job, Outcome.FAILED, failure);
    }
    letGo(which, JobStatus.QUEUED, lost);
    runs.requeue(job.runId());
    return true;
  }

  private void letGo(Condition which, JobStatus to, boolean lost) {
    db.update(JOB)
        .set(JOB.STATUS, to.name())
        .set(JOB.ATTEMPT, JOB.ATTEMPT.minus(lost ? 0 : 1))
        .set(JOB.PAUSE_REQUESTED, false)
        .setNull(JOB.LEASE_ID)
        .setNull(JOB.LEASE_EXPIRES_AT)
        .where(which)
        .execute();
  }

  /**
   * A queued or paused job is cancelled at once; the holder of a leased one is asked to stop.
   *
   * @throws Problem.Conflict when it has ended
   */
  public Job cancel(JobId id) {
    return change(
        id,
        job -> {
          switch (job.status()) {
            case QUEUED, PAUSED -> end(JOB.ID.eq(id.value()), job, Outcome.KILLED, null);
            case LEASED -> set(id, JOB.STOP_REQUESTED, true);
            case CANCELLED -> {}
            case FINISHED, FAILED -> throw cannot(job, "cancelled");
          }
        });
  }

  /**
   * A queued job rests at once; the holder of a leased one is asked to keep a checkpoint and hand
   * it back.
   *
   * @throws Problem.Conflict when it has ended, or is to stop
   */
  public Job pause(JobId id) {
    return change(
        id,
        job -> {
          switch (job.status()) {
            case QUEUED -> {
              set(id, JOB.STATUS, JobStatus.PAUSED.name());
              runs.pause(job.runId());
            }
            case LEASED -> {
              if (job.wish() == Wish.STOP) {
                throw new Problem.Conflict(
                    "job %s is being stopped and cannot be paused".formatted(id));
              }
              set(id, JOB.PAUSE_REQUESTED, true);
            }
            case PAUSED -> {}
            case FINISHED, FAILED, CANCELLED -> throw cannot(job, "paused");
          }
        });
  }

  /**
   * A paused job goes back into the queue, with the run that it has, or ends as its run did when
   * that was ended by itself; of a leased one that was to pause that is no longer wanted.
   *
   * @throws Problem.Conflict when it is neither
   */
  public Job resume(JobId id) {
    Job resumed =
        change(
            id,
            job -> {
              switch (job.status()) {
                case PAUSED -> goOn(job);
                case LEASED -> {
                  if (job.wish() != Wish.PAUSE) {
                    throw cannot(job, "resumed: it is not paused");
                  }
                  set(id, JOB.PAUSE_REQUESTED, false);
                }
                case QUEUED -> throw cannot(job, "resumed: it is not paused");
                case FINISHED, FAILED, CANCELLED -> throw cannot(job, "resumed");
              }
            });
    signal.raise();
    return resumed;
  }

  /**
   * A job that failed or was stopped goes back into the queue, with the run that it has. Its recipe
   * goes on from the newest checkpoint that the run keeps, and begins anew where there is none.
   *
   * @throws Problem.Conflict when it has not ended, or has finished, or its run is deleted
   */
  public Job retry(JobId id) {
    Job retried =
        change(
            id,
            job -> {
              switch (job.status()) {
                case FAILED, CANCELLED -> reopen(job);
                case QUEUED, LEASED, PAUSED, FINISHED -> throw cannot(job, "retried");
              }
            });
    signal.raise();
    return retried;
  }

  private void reopen(Job ended) {
    runs.reopen(ended.runId());
    db.update(JOB)
        .set(JOB.STATUS, JobStatus.QUEUED.name())
        .set(JOB.ATTEMPT, 0)
        .set(JOB.STOP_REQUESTED, false)
        .set(JOB.PAUSE_REQUESTED, false)
        .setNull(JOB.FAILURE)
        .setNull(JOB.ENDED_AT)
        .where(JOB.ID.eq(ended.id().value()))
        .execute();
  }

  private void goOn(Job paused) {
    RunStatus run = runs.get(paused.runId()).status();
    if (run.hasEnded()) {
      end(JOB.ID.eq(paused.id().value()), paused, Outcome.of(run), null);
    } else {
      set(paused.id(), JOB.STATUS, JobStatus.QUEUED.name());
      runs.requeue(paused.runId());
    }
  }

  /** Changes a job while nobody else does; its holder hears of it at once. */
  private Job change(JobId id, Consumer<Job> how) {
    Optional<UUID> lease =
        Objects.requireNonNull(
            transaction.execute(
                t -> {
                  Optional<UUID> holder =
                      db.select(JOB.LEASE_ID)
                          .from(JOB)
                          .where(JOB.ID.eq(id.value()))
                          .forUpdate()
                          .fetchOptional(JOB.LEASE_ID);
                  how.accept(get(id));
                  return holder;
                }));
    lease.map(LeaseId::new).ifPresent(wishes::raise);
    return get(id);
  }

  private <T> void set(JobId id, TableField<?, T> field, T value) {
    db.update(JOB).set(field, value).where(JOB.ID.eq(id.value())).execute();
  }

  private static Problem cannot(Job job, String be) {
    return new Problem.Conflict(
        "job %s is %s and cannot be %s".formatted(job.id(), job.status(), be));
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
            JOB.STOP_REQUESTED,
            JOB.PAUSE_REQUESTED,
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
        wish(r),
        r.get(JOB.PRIORITY),
        r.get(JOB.ATTEMPT),
        r.get(AGENT.NAME),
        r.get(JOB.CREATED_AT).toInstant(),
        r.get(JOB.ENDED_AT) == null ? null : r.get(JOB.ENDED_AT).toInstant(),
        r.get(JOB.FAILURE));
  }

  /** Nothing is wanted of nobody. */
  private static Wish wish(Record r) {
    if (!r.get(JOB.STATUS).equals(JobStatus.LEASED.name())) {
      return Wish.GO_ON;
    }
    return r.get(JOB.STOP_REQUESTED)
        ? Wish.STOP
        : r.get(JOB.PAUSE_REQUESTED) ? Wish.PAUSE : Wish.GO_ON;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
