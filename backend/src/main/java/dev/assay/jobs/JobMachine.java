package dev.assay.jobs;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job, as a pure function: where it is and what happens give where it is next, or
 * why that cannot be. {@link Jobs} binds it to the database.
 *
 * <pre>
 *            LEASED ─ Finish ──────────────────→ FINISHED | CANCELLED | FAILED
 *            LEASED ─ Finish(FAILED), retries → QUEUED, after a rest that doubles
 *            LEASED ─ Release, Expire ─────────→ QUEUED | PAUSED | CANCELLED, as is wished
 *            LEASED ─ Expire, too often ───────→ FAILED
 *  QUEUED, PAUSED   ─ Cancel, Orphan ──────────→ CANCELLED
 *  FAILED, CANCELLED ─ Retry ──────────────────→ QUEUED
 *  QUEUED ─ Lease → LEASED      QUEUED ─ Pause → PAUSED ─ Resume → QUEUED
 *  LEASED ─ Cancel, Pause, HandBack, Resume → LEASED, with another wish
 * </pre>
 *
 * Only the holder of the current lease can do something under it: a lease's id is never used again.
 *
 * @param ttl how long a lease lasts without a heartbeat
 * @param mostLosses a job whose agent was lost so often fails
 */
record JobMachine(Duration ttl, int mostLosses) {

  /** The right to do a job, which one agent has at a time. */
  record Held(LeaseId lease, Instant expiresAt) {}

  /**
   * How often things went wrong, and how often that is borne.
   *
   * @param losses attempts whose agent was lost
   * @param failures attempts that failed
   * @param retries how many failures are borne
   * @param backoff the rest after the first failure
   */
  record Trouble(int losses, int failures, int retries, Duration backoff) {
    Trouble lost() {
      return new Trouble(losses + 1, failures, retries, backoff);
    }

    Trouble failed() {
      return new Trouble(losses, failures + 1, retries, backoff);
    }

    Trouble forgotten() {
      return new Trouble(0, 0, retries, backoff);
    }

    /** After the failure that was counted last: doubles each time, up to an hour. */
    Duration rest() {
      Duration doubled = backoff.multipliedBy(1L << Math.min(failures - 1, 30));
      return doubled.compareTo(Terms.LONGEST_BACKOFF) < 0 ? doubled : Terms.LONGEST_BACKOFF;
    }
  }

  /**
   * What of a job decides what becomes of it.
   *
   * @param held exactly while it is LEASED
   * @param attempt how often it was given out and not handed back
   * @param notBefore nobody takes it earlier
   * @param failure why it failed, or was cancelled by none
   * @param ran how its run was ended by itself, when it was: nothing is left to be done then
   */
  record State(
      JobStatus status,
      Wish wish,
      @Nullable Held held,
      int attempt,
      Trouble trouble,
      @Nullable Instant notBefore,
      @Nullable String failure,
      @Nullable Outcome ran) {
    State wishing(Wish wanted) {
      return new State(status, wanted, held, attempt, trouble, notBefore, failure, ran);
    }

    private State holding(Held lease) {
      return new State(status, wish, lease, attempt, trouble, notBefore, failure, ran);
    }

    private State without(Trouble nextTrouble, int nextAttempt, JobStatus next) {
      return new State(next, Wish.GO_ON, null, nextAttempt, nextTrouble, notBefore, failure, ran);
    }

    private State ended(Outcome outcome, @Nullable String why) {
      return new State(
          outcome.jobStatus(), Wish.GO_ON, null, attempt, trouble, notBefore, why, ran);
    }

    private State resting(Instant until, @Nullable String why) {
      return new State(status, wish, held, attempt, trouble, until, why, ran);
    }

    boolean isHeldBy(LeaseId lease) {
      return held != null && held.lease().equals(lease);
    }
  }

  /** What happens. */
  sealed interface Event {
    /** An agent takes it. */
    record Lease(LeaseId lease) implements Event {}

    /** Its holder is alive. */
    record Heartbeat(LeaseId lease) implements Event {}

    /** Its holder has done it, or could not. */
    record Finish(LeaseId lease, Outcome outcome, @Nullable String failure) implements Event {}

    /** Its holder gives it back. */
    record Release(LeaseId lease) implements Event {}

    /**
     * Nothing was heard of its holder for too long.
     *
     * @param agent its name
     */
    record Expire(LeaseId lease, String agent) implements Event {}

    record Cancel() implements Event {}

    record Pause() implements Event {}

    record Resume() implements Event {}

    /** Another agent is to go on with it. */
    record HandBack() implements Event {}

    /** What it waits for will never finish. */
    record Orphan(String why) implements Event {}

    /** Somebody wants it done again. */
    record Retry() implements Event {}
  }

  /** What comes of it. */
  sealed interface Step {
    /** The next state, which may be the same. */
    record To(State state) implements Step {}

    /** Nothing changes. */
    record Refused(String why) implements Step {}
  }

  Step next(State job, Event event, Instant now) {
    return switch (event) {
      case Event.Lease(LeaseId lease) -> lease(job, lease, now);
      case Event.Heartbeat(LeaseId lease) ->
          job.isHeldBy(lease) ? to(job.holding(new Held(lease, now.plus(ttl)))) : over(lease);
      case Event.Finish(LeaseId lease, Outcome outcome, String failure) ->
          job.isHeldBy(lease) ? finish(job, outcome, failure, now) : over(lease);
      case Event.Release(LeaseId lease) ->
          job.isHeldBy(lease) ? takeBack(job, job.attempt() - 1) : over(lease);
      case Event.Expire(LeaseId lease, String agent) -> expire(job, lease, agent, now);
      case Event.Cancel() -> cancel(job);
      case Event.Pause() -> pause(job);
      case Event.Resume() -> resume(job);
      case Event.HandBack() -> handBack(job);
      case Event.Orphan(String why) ->
          job.status() == JobStatus.QUEUED || job.status() == JobStatus.PAUSED
              ? to(job.ended(Outcome.KILLED, why))
              : refused(job, "cancelled");
      case Event.Retry() -> retry(job);
    };
  }

  private Step lease(State job, LeaseId lease, Instant now) {
    if (job.status() != JobStatus.QUEUED) {
      return refused(job, "given out");
    }
    Instant earliest = job.notBefore();
    if (earliest != null && earliest.isAfter(now)) {
      return refused(job, "given out before " + earliest);
    }
    return to(
        new State(
            JobStatus.LEASED,
            Wish.GO_ON,
            new Held(lease, now.plus(ttl)),
            job.attempt() + 1,
            job.trouble(),
            earliest,
            job.failure(),
            job.ran()));
  }

  private static Step finish(State job, Outcome outcome, @Nullable String failure, Instant now) {
    Trouble trouble = outcome == Outcome.FAILED ? job.trouble().failed() : job.trouble();
    State counted = job.without(trouble, job.attempt(), JobStatus.QUEUED);
    boolean again =
        outcome == Outcome.FAILED
            && trouble.failures() <= trouble.retries()
            && job.wish() != Wish.STOP
            && job.ran() == null;
    if (!again) {
      return to(counted.ended(outcome, failure));
    }
    State resting = counted.resting(now.plus(trouble.rest()), failure);
    return to(
        job.wish() == Wish.PAUSE
            ? resting.without(trouble, job.attempt(), JobStatus.PAUSED)
            : resting);
  }

  /** Its holder no longer does it: it ends as its run did, or becomes what is wished. */
  private static Step takeBack(State job, int attempt) {
    if (job.ran() != null) {
      return to(job.ended(job.ran(), null));
    }
    return switch (job.wish()) {
      case STOP -> to(job.ended(Outcome.KILLED, null));
      case PAUSE -> to(job.without(job.trouble(), attempt, JobStatus.PAUSED));
      case HAND_BACK, GO_ON -> to(job.without(job.trouble(), attempt, JobStatus.QUEUED));
    };
  }

  private Step expire(State job, LeaseId lease, String agent, Instant now) {
    if (!job.isHeldBy(lease) || job.held() == null) {
      return over(lease);
    }
    if (!job.held().expiresAt().isBefore(now)) {
      return new Step.Refused("lease %s lasts until %s".formatted(lease, job.held().expiresAt()));
    }
    Trouble trouble = job.trouble().lost();
    boolean tooOften = trouble.losses() >= mostLosses;
    if (tooOften && job.wish() != Wish.STOP && job.ran() == null) {
      String failure = "the agent was lost %d times (last: %s)".formatted(trouble.losses(), agent);
      return to(
          job.without(trouble, job.attempt(), JobStatus.QUEUED).ended(Outcome.FAILED, failure));
    }
    State counted =
        new State(
            job.status(),
            job.wish(),
            job.held(),
            job.attempt(),
            trouble,
            job.notBefore(),
            job.failure(),
            job.ran());
    return takeBack(counted, job.attempt());
  }

  private static Step cancel(State job) {
    return switch (job.status()) {
      case QUEUED, PAUSED -> to(job.ended(job.ran() == null ? Outcome.KILLED : job.ran(), null));
      case LEASED -> to(job.wishing(Wish.STOP));
      case CANCELLED -> to(job);
      case FINISHED, FAILED -> refused(job, "cancelled");
    };
  }

  private static Step pause(State job) {
    return switch (job.status()) {
      case QUEUED ->
          job.ran() == null
              ? to(job.without(job.trouble(), job.attempt(), JobStatus.PAUSED))
              : to(job.ended(job.ran(), null));
      case LEASED ->
          job.wish() == Wish.STOP
              ? new Step.Refused("is being stopped and cannot be paused")
              : to(job.wishing(Wish.PAUSE));
      case PAUSED -> to(job);
      case FINISHED, FAILED, CANCELLED -> refused(job, "paused");
    };
  }

  private static Step resume(State job) {
    return switch (job.status()) {
      case PAUSED ->
          job.ran() == null
              ? to(job.without(job.trouble(), job.attempt(), JobStatus.QUEUED))
              : to(job.ended(job.ran(), null));
      case LEASED ->
          job.wish() == Wish.PAUSE
              ? to(job.wishing(Wish.GO_ON))
              : refused(job, "resumed: it is not paused");
      case QUEUED -> refused(job, "resumed: it is not paused");
      case FINISHED, FAILED, CANCELLED -> refused(job, "resumed");
    };
  }

  /** A pause or stop that is wanted already hands it back too. */
  private static Step handBack(State job) {
    return switch (job.status()) {
      case LEASED -> to(job.wish() == Wish.GO_ON ? job.wishing(Wish.HAND_BACK) : job);
      case QUEUED, PAUSED, FINISHED, FAILED, CANCELLED -> refused(job, "handed back");
    };
  }

  private static Step retry(State job) {
    return switch (job.status()) {
      case FAILED, CANCELLED ->
          to(
              new State(
                  JobStatus.QUEUED,
                  Wish.GO_ON,
                  null,
                  0,
                  job.trouble().forgotten(),
                  null,
                  null,
                  null));
      case QUEUED, LEASED, PAUSED, FINISHED -> refused(job, "retried");
    };
  }

  private static Step to(State state) {
    return new Step.To(state);
  }

  private static Step refused(State job, String be) {
    return new Step.Refused("is %s and cannot be %s".formatted(job.status(), be));
  }

  private static Step over(LeaseId lease) {
    return new Step.Refused("lease " + lease + " is over");
  }
}
