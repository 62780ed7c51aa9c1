package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.JobMachine.Event;
import dev.assay.jobs.JobMachine.State;
import dev.assay.jobs.JobMachine.Step;
import dev.assay.jobs.JobMachine.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobMachineTest {
  private static final int HISTORIES = 10_000;
  private static final int STEPS = 60;
  private static final int MOST_LOSSES = 3;
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final JobMachine MACHINE = new JobMachine(TTL, MOST_LOSSES);

  private static State queued(int retries) {
    Trouble none = new Trouble(0, 0, retries, Duration.ofSeconds(10));
    return new State(JobStatus.QUEUED, Wish.GO_ON, null, 0, none, null, null, null);
  }

  private static State after(State job, Event event, Instant now) {
    return switch (MACHINE.next(job, event, now)) {
      case Step.To(State next) -> next;
      case Step.Refused(String why) -> throw new AssertionError(why);
    };
  }

  private static LeaseId lease(long number) {
    return new LeaseId(new UUID(0, number));
  }

  @Test
  void a_failed_job_rests_twice_as_long_each_time_and_then_fails() {
    State job = queued(2);
    List<Duration> rests = new ArrayList<>();
    Instant now = START;
    for (int i = 0; i < 3; i++) {
      job = after(job, new Event.Lease(lease(i)), now);
      job = after(job, new Event.Finish(lease(i), Outcome.FAILED, "no disk"), now);
      if (job.status() == JobStatus.QUEUED && job.notBefore() != null) {
        rests.add(Duration.between(now, job.notBefore()));
        now = job.notBefore();
      }
    }
    assertThat(rests).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20));
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.failure()).isEqualTo("no disk");
  }

  @Test
  void the_rest_after_a_failure_is_an_hour_at_most() {
    Trouble often = new Trouble(0, 100, 100, Duration.ofMinutes(1));

    assertThat(often.rest()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_job_that_failed_while_it_was_to_pause_rests_and_while_it_was_to_stop_ends() {
    State held = after(queued(5), new Event.Lease(lease(1)), START);
    Event failed = new Event.Finish(lease(1), Outcome.FAILED, "no disk");

    assertThat(after(after(held, new Event.Pause(), START), failed, START).status())
        .isEqualTo(JobStatus.PAUSED);
    assertThat(after(after(held, new Event.Cancel(), START), failed, START).status())
        .isEqualTo(JobStatus.FAILED);
  }

  @Test
  void what_is_handed_back_is_queued_again_and_uses_up_no_attempt() {
    State held = after(queued(0), new Event.Lease(lease(1)), START);
    State asked = after(held, new Event.HandBack(), START);

    assertThat(asked.wish()).isEqualTo(Wish.HAND_BACK);
    State back = after(asked, new Event.Release(lease(1)), START);
    assertThat(back).isEqualTo(queued(0));
  }

  @Test
  void a_lease_that_lasts_is_not_taken_away() {
    State held = after(queued(0), new Event.Lease(lease(1)), START);

    assertThat(MACHINE.next(held, new Event.Expire(lease(1), "a"), START.plus(TTL)))
        .isInstanceOf(Step.Refused.class);
    assertThat(after(held, new Event.Expire(lease(1), "a"), START.plus(TTL).plusMillis(1)).status())
        .isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void in_ten_thousand_histories_every_job_ends_once_and_nothing_is_lost() {
    int finished = 0;
    int late = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      History history = new History(seed);
      history.run();
      finished += history.accepted == Outcome.FINISHED ? 1 : 0;
      late += history.lateCalls;
    }
    assertThat(finished).as("histories that end well").isGreaterThan(HISTORIES / 20);
    assertThat(late).as("calls of agents that came back late").isGreaterThan(HISTORIES);
  }

  /**
   * One job, agents that die, hang and come back late, two servers whose clocks differ and which
   * know nothing but what is stored, and people who change their minds, end the run by itself or
   * want it done again.
   */
  private static final class History {
    private final Random random;
    private final int seed;
    private final int retries;
    private final Duration[] clocks;
    private State stored; // all that a server knows, and all that is left when it is killed
    private Instant now = START;
    private long leases;
    private final Set<LeaseId> everGiven = new HashSet<>();
    private final List<LeaseId> believed = new ArrayList<>(); // by agents, rightly or not
    private int ends;
    private int retried;
    private @Nullable Outcome accepted; // what ended it, when its holder did
    private boolean orphaned;
    private int lateCalls;

    History(int seed) {
      this.seed = seed;
      random = new Random(seed);
      retries = random.nextInt(4);
      stored = queued(retries);
      clocks =
          new Duration[] {
            Duration.ofSeconds(random.nextInt(20)), Duration.ofSeconds(-random.nextInt(20))
          };
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        now = now.plusMillis(random.nextInt(20_000));
        happen();
      }
      settle();
      assertThat(ends)
          .as("seed %d ends once, and once more when it was retried", seed)
          .isEqualTo(1 + retried);
      assertThat(stored.status().hasEnded()).isTrue();
      State end = stored;
      for (LeaseId old : believed) { // they all come back once more
        take(new Event.Heartbeat(old));
        take(new Event.Release(old));
        take(new Event.Finish(old, Outcome.FAILED, "late"));
      }
      assertThat(stored).as("seed %d stays as it ended", seed).isEqualTo(end);
      if (accepted != null) {
        assertThat(stored.status()).as("seed %d", seed).isEqualTo(accepted.jobStatus());
      } else if (stored.ran() != null && !orphaned) {
        assertThat(stored.status())
            .as("seed %d ends as its run did", seed)
            .isEqualTo(stored.ran().jobStatus());
      }
    }

    private void happen() {
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> offer();
        case 3, 4 -> byAgent(new Event.Heartbeat(someLease()));
        case 5 -> byAgent(new Event.Finish(someLease(), outcome(), "by chance"));
        case 6 -> byAgent(new Event.Release(someLease()));
        case 7, 8 -> expire();
        case 9 -> now = now.plus(TTL); // everybody hangs
        case 10 -> take(random.nextBoolean() ? new Event.Pause() : new Event.HandBack());
        case 11 ->
            take(
                random.nextInt(8) == 0
                    ? new Event.Cancel()
                    : random.nextInt(20) == 0 ? new Event.Orphan("gone") : new Event.Resume());
        case 12 -> retry();
        case 13 -> endRun();
        default -> throw new AssertionError();
      }
    }

    private void retry() {
      if (random.nextInt(3) == 0 && take(new Event.Retry())) {
        retried++;
        accepted = null;
        orphaned = false;
      }
    }

    /** By itself, without its job. */
    private void endRun() {
      if (random.nextInt(8) == 0 && stored.ran() == null && !stored.status().hasEnded()) {
        stored =
            new State(
                stored.status(),
                stored.wish(),
                stored.held(),
                stored.attempt(),
                stored.trouble(),
                stored.notBefore(),
                stored.failure(),
                outcome());
      }
    }

    private Outcome outcome() {
      return Outcome.values()[random.nextInt(Outcome.values().length)];
    }

    private void offer() {
      LeaseId fresh = lease(++leases);
      if (take(new Event.Lease(fresh))) {
        assertThat(everGiven.add(fresh)).isTrue();
        believed.add(fresh); // although the answer may get lost on its way
      }
    }

    private LeaseId someLease() {
      return believed.isEmpty()
          ? lease(-1)
          : believed.get(believed.size() - 1 - random.nextInt(Math.min(2, believed.size())));
    }

    private void byAgent(Event event) {
      State before = stored;
      boolean taken = take(event);
      LeaseId by =
          switch (event) {
            case Event.Heartbeat(LeaseId lease) -> lease;
            case Event.Release(LeaseId lease) -> lease;
            case Event.Finish(LeaseId lease, _, _) -> lease;
            case Event.Lease _, Event.Expire _, Event.Cancel _, Event.Pause _ ->
                throw new AssertionError();
            case Event.Resume _, Event.HandBack _, Event.Orphan _, Event.Retry _ ->
                throw new AssertionError();
          };
      boolean current = before.isHeldBy(by);
      assertThat(taken).as("seed %d: only the holder writes", seed).isEqualTo(current);
      lateCalls += current ? 0 : 1;
      if (taken
          && event instanceof Event.Finish(_, Outcome outcome, _)
          && stored.status().hasEnded()) {
        accepted = outcome;
      }
    }

    private void expire() {
      if (stored.held() != null) {
        take(new Event.Expire(stored.held().lease(), "agent"));
      }
    }

    private boolean take(Event event) {
      State before = stored;
      Instant clock = now.plus(clocks[random.nextInt(clocks.length)]);
      if (!(MACHINE.next(before, event, clock) instanceof Step.To(State next))) {
        return false;
      }
      if (next.held() != null && before.held() != null) {
        assertThat(next.held().lease())
            .as("seed %d: nobody takes it from its holder", seed)
            .isEqualTo(before.held().lease());
      }
      assertThat(next.status() == JobStatus.LEASED).isEqualTo(next.held() != null);
      assertThat(next.attempt()).as("seed %d", seed).isBetween(0, retries + MOST_LOSSES);
      assertThat(next.trouble().losses()).isLessThanOrEqualTo(MOST_LOSSES);
      assertThat(next.trouble().failures()).isLessThanOrEqualTo(retries + 1);
      if (next.status().hasEnded() && !before.status().hasEnded()) {
        ends++;
        orphaned = event instanceof Event.Orphan;
      }
      assertThat(before.status().hasEnded() && !next.status().hasEnded())
          .as("seed %d: an end is final unless somebody wants it done again", seed)
          .isEqualTo(event instanceof Event.Retry);
      stored = next;
      return true;
    }

    /** Nobody dies any more: what is left is done. */
    private void settle() {
      for (int i = 0; i < 20 && !stored.status().hasEnded(); i++) {
        now = now.plus(Terms.LONGEST_BACKOFF);
        expire();
        take(new Event.Resume());
        offer();
        if (stored.held() != null) {
          byAgent(new Event.Finish(stored.held().lease(), Outcome.FINISHED, null));
        }
      }
    }
  }
}
