package dev.assay.jobs;

import static dev.assay.schema.Tables.JOB;
import static dev.assay.schema.Tables.JOB_AFTER;

import dev.assay.jobs.JobMachine.Event;
import dev.assay.jobs.JobMachine.Held;
import dev.assay.jobs.JobMachine.State;
import dev.assay.jobs.JobMachine.Step;
import dev.assay.jobs.JobMachine.Trouble;
import dev.assay.problem.Rules;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Binds {@link JobMachine} to the database: a job takes a step while its row is locked, with its
 * run, with those that wait for it, and with everybody told when that is committed.
 */
@Component
class JobSteps {
  private static final int LONGEST_FAILURE = 10_000;

  private final DSLContext db;
  private final Runs runs;
  private final Notices notices;
  private final ApplicationEventPublisher events;
  private final JobMachine machine;
  private final Clock clock;

  JobSteps(
      DSLContext db,
      Runs runs,
      Notices notices,
      ApplicationEventPublisher events,
      LeaseSettings settings,
      Clock clock) {
    this.db = db;
    this.runs = runs;
    this.notices = notices;
    this.events = events;
    this.machine = new JobMachine(settings.ttl(), settings.maxAttempts());
    this.clock = clock;
  }

  /** A job has tried to take a step. */
  record Tried(JobId job, Step step) {
    boolean isDone() {
      return switch (step) {
        case Step.To _ -> true;
        case Step.Refused _ -> false;
      };
    }
  }

  private record Locked(JobId id, RunId run, @Nullable AgentId agent, State state) {}

  /** One that will never begin. */
  private record Orphan(JobId job, String why) {}

  /** Empty when there is no such job. */
  @Transactional
  public Optional<Tried> take(Condition which, Event event) {
    Optional<Locked> first = lock(which);
    return first.map(
        job -> {
          Step step = machine.next(job.state(), event, clock.instant());
          if (step instanceof Step.To(State after)) {
            change(job, after);
          }
          return new Tried(job.id(), step);
        });
  }

  private Optional<Locked> lock(Condition which) {
    return db.select(
            JOB.ID,
            JOB.RUN_ID,
            JOB.AGENT_ID,
            JOB.STATUS,
            JOB.WISH,
            JOB.LEASE_ID,
            JOB.LEASE_EXPIRES_AT,
            JOB.ATTEMPT,
            JOB.LOSSES,
            JOB.FAILURES,
            JOB.RETRIES,
            JOB.BACKOFF_SECONDS,
            JOB.NOT_BEFORE,
            JOB.FAILURE)
        .from(JOB)
        .where(which)
        .forUpdate()
        .fetchOptional(this::locked);
  }

  private Locked locked(Record r) {
    RunId run = new RunId(r.get(JOB.RUN_ID));
    RunStatus recorded = runs.get(run).status();
    @Nullable UUID lease = r.get(JOB.LEASE_ID);
    @Nullable UUID agent = r.get(JOB.AGENT_ID);
    State state =
        new State(
            JobStatus.valueOf(r.get(JOB.STATUS)),
            Wish.valueOf(r.get(JOB.WISH)),
            lease == null
                ? null
                : new Held(new LeaseId(lease), r.get(JOB.LEASE_EXPIRES_AT).toInstant()),
            r.get(JOB.ATTEMPT),
            new Trouble(
                r.get(JOB.LOSSES),
                r.get(JOB.FAILURES),
                r.get(JOB.RETRIES),
                Duration.ofSeconds(r.get(JOB.BACKOFF_SECONDS))),
            JobRows.instant(r.get(JOB.NOT_BEFORE)),
            r.get(JOB.FAILURE),
            recorded.hasEnded() ? Outcome.of(recorded) : null);
    return new Locked(
        new JobId(r.get(JOB.ID)), run, agent == null ? null : new AgentId(agent), state);
  }

  /** Those that wait for one that fails end with it, and those that wait for them. */
  private void change(Locked first, State after) {
    ArrayDeque<Orphan> orphans = new ArrayDeque<>(write(first, after));
    while (!orphans.isEmpty()) {
      Orphan orphan = orphans.remove();
      lock(JOB.ID.eq(orphan.job().value()))
          .ifPresent(
              job -> {
                Step step =
                    machine.next(job.state(), new Event.Orphan(orphan.why()), clock.instant());
                if (step instanceof Step.To(State ended)) {
                  orphans.addAll(write(job, ended));
                }
              });
    }
  }

  /**
   * @return the jobs that will never begin because of that
   */
  private List<Orphan> write(Locked job, State after) {
    State before = job.state();
    if (after.equals(before)) {
      return List.of();
    }
    Held held = after.held();
    db.update(JOB)
        .set(JOB.STATUS, after.status().name())
        .set(JOB.WISH, after.wish().name())
        .set(JOB.LEASE_ID, held == null ? null : held.lease().value())
        .set(JOB.LEASE_EXPIRES_AT, held == null ? null : utc(held.expiresAt()))
        .set(JOB.ATTEMPT, after.attempt())
        .set(JOB.LOSSES, after.trouble().losses())
        .set(JOB.FAILURES, after.trouble().failures())
        .set(JOB.NOT_BEFORE, utc(after.notBefore()))
        .set(JOB.FAILURE, Rules.kept(after.failure(), LONGEST_FAILURE))
        .set(JOB.ENDED_AT, after.status().hasEnded() ? utc(clock.instant()) : null)
        .where(JOB.ID.eq(job.id().value()))
        .execute();
    if (after.status() != before.status()) {
      moveRun(job, after);
    }
    tell(job, after);
    return after.status().hasEnded() ? end(job, after) : List.of();
  }

  private void moveRun(Locked job, State after) {
    switch (after.status()) {
      case QUEUED -> {
        if (job.state().status().hasEnded()) {
          runs.reopen(job.run());
        } else {
          runs.requeue(job.run());
        }
      }
      case LEASED -> {} // it begins when its holder says so
      case PAUSED -> runs.pause(job.run());
      case FINISHED, FAILED, CANCELLED -> {
        if (job.state().ran() == null) {
          runs.finish(job.run(), Outcome.of(after.status()).runStatus(), after.failure());
        }
      }
    }
  }

  private void tell(Locked job, State after) {
    Held held = job.state().held();
    boolean over = held != null && after.held() == null;
    if (held != null && (over || after.wish() != job.state().wish())) {
      notices.wish(held.lease());
    }
    if (over && job.agent() != null) { // it has room for another
      notices.agent(job.agent());
    }
    if (after.status() == JobStatus.QUEUED) {
      notices.queue(job.id());
    }
  }

  private List<Orphan> end(Locked job, State after) {
    events.publishEvent(new JobEnded(job.id(), job.run(), after.status()));
    Condition waitsForIt = JOB_AFTER.AFTER_ID.eq(job.id().value());
    if (after.status() == JobStatus.FINISHED) {
      if (db.deleteFrom(JOB_AFTER).where(waitsForIt).execute() > 0) {
        notices.queue();
      }
      return List.of();
    }
    String why = "job %s, which it waits for, is %s".formatted(job.id(), after.status());
    return db.select(JOB_AFTER.JOB_ID)
        .from(JOB_AFTER)
        .where(waitsForIt)
        .orderBy(JOB_AFTER.JOB_ID)
        .fetch(r -> new Orphan(new JobId(r.value1()), why));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
