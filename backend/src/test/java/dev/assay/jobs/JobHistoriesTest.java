package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.jobs.Jobs.NewJob;
import dev.assay.problem.Problem;
import dev.assay.runs.NewRun;
import dev.assay.runs.Runs;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Random histories on a real database: agents that die, hang and come back late, answers that get
 * lost, two servers whose clocks differ, that are started anew, and that do things at the same
 * moment. {@link JobMachineTest} does many more without a database.
 */
@ServerTest
class JobHistoriesTest {
  private static final int HISTORIES = 100;
  private static final int STEPS = 25;
  private static final int AGENTS = 3;
  private static final int MOST_SKEW_SECONDS = 20;
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final LeaseSettings SETTINGS = new LeaseSettings(TTL, 3, Duration.ofSeconds(1));

  @Autowired DSLContext db;
  @Autowired TransactionTemplate transaction;
  @Autowired Runs runs;
  @Autowired Recipes recipes;
  @Autowired JsonMapper json;
  @Autowired AutowireCapableBeanFactory beans;

  private final List<JobEnded> ended = new CopyOnWriteArrayList<>();
  private final List<AgentId> agents = new ArrayList<>();
  private volatile Instant now = Instant.EPOCH;

  @BeforeEach
  void an_empty_queue_and_agents() {
    empty();
    now = Clock.systemUTC().instant();
    for (int i = 0; i < AGENTS; i++) {
      agents.add(
          new Server(Duration.ZERO)
              .agents.register(
                  new Agents.Introduction(
                      "history-" + i, "h", "1", List.of(), List.of(), 2, null, null)));
    }
  }

  @AfterEach
  void empty() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    db.execute("update agent set last_seen_at = now() where last_seen_at > now()");
  }

  /** All that a server has in memory; one that is started anew is another of these. */
  private final class Server {
    final Jobs jobs;
    final Leases leases;
    final Agents agents;

    Server(Duration skew) {
      InstantSource time = () -> now.plus(skew);
      Clock clock = time.withZone(ZoneOffset.UTC);
      JobRows rows = new JobRows(db, json);
      Notices notices = new Notices(db);
      AgentRows agentRows = new AgentRows(db, rows, json);
      Queue queue = new Queue(db, rows, agentRows, notices, clock);
      JobSteps steps = transactional(new JobSteps(db, runs, notices, this::hear, SETTINGS, clock));
      leases = new Leases(db, runs, rows, steps, queue, new WishSignal(), SETTINGS, clock);
      jobs = new Jobs(db, runs, recipes, rows, steps, queue, notices, clock);
      AgentSettings kept = new AgentSettings(Duration.ofDays(30));
      agents =
          new Agents(
              db,
              transaction,
              leases,
              agentRows,
              rows,
              recipes,
              new Line(),
              notices,
              kept,
              json,
              clock);
    }

    private void hear(Object event) {
      ended.add((JobEnded) event);
    }
  }

  /** As it is when Spring makes it. */
  private JobSteps transactional(JobSteps steps) {
    return (JobSteps) beans.applyBeanPostProcessorsAfterInitialization(steps, "steps of a test");
  }

  private interface Work<T> {
    T run() throws InterruptedException;
  }

  /** What a server does is done or not, as its transactions are. */
  private <T> T whole(Work<T> work) {
    return Objects.requireNonNull(
        transaction.execute(
            t -> {
              db.execute("set local synchronous_commit = off"); // no machine dies here
              try {
                return work.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }));
  }

  @Test
  void every_job_ends_once_and_no_result_is_lost_with_two_servers_on_one_database()
      throws Exception {
    int finished = 0;
    int late = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int seed = 0; seed < HISTORIES; seed++) {
        History history = new History(seed, threads);
        history.run();
        finished += history.finished.size();
        late += history.refused;
      }
    }
    assertThat(finished).as("results").isGreaterThan(HISTORIES / 2);
    assertThat(late).as("calls of agents that came back late").isGreaterThan(HISTORIES);
  }

  private final class History {
    private final int seed;
    private final Random random;
    private final ExecutorService threads;
    private final Server[] servers = new Server[2];
    private final List<JobId> jobs = new ArrayList<>();
    private final Map<LeaseId, JobId> given = new HashMap<>();
    private final List<LeaseId> believed = new ArrayList<>(); // by agents, rightly or not
    private final Set<LeaseId> over = new HashSet<>(); // a result or a release was accepted
    private final Set<JobId> finished = new HashSet<>();
    private final Map<JobId, Integer> retried = new HashMap<>();
    private int refused;

    History(int seed, ExecutorService threads) {
      this.seed = seed;
      this.random = new Random(seed);
      this.threads = threads;
      restart(0);
      restart(1);
    }

    private void restart(int server) {
      servers[server] =
          new Server(Duration.ofSeconds(random.nextInt(-MOST_SKEW_SECONDS, MOST_SKEW_SECONDS)));
    }

    private Server server() {
      return servers[random.nextInt(servers.length)];
    }

    void run() throws Exception {
      ended.clear();
      UserId user =
          new UserId(
              (UUID) Objects.requireNonNull(db.fetchValue("select id from app_user limit 1")));
      for (int i = 0; i < 2; i++) {
        Terms terms =
            new Terms(
                0, List.of(), Needs.NOTHING, List.of(), random.nextInt(3), Duration.ZERO, null);
        NewJob job = new NewJob("any", "histories", NewRun.named(null), terms);
        jobs.add(whole(() -> servers[0].jobs.submit(job, user)).id());
      }
      for (int i = 0; i < STEPS; i++) {
        now = now.plusMillis(random.nextInt(15_000));
        together(random.nextInt(3) == 0 ? List.of(event(), event()) : List.of(event()));
      }
      settle();
      check();
    }

    /** What each did is noted when all have done it. */
    private void together(List<Callable<Runnable>> events) throws Exception {
      List<Runnable> notes = new ArrayList<>();
      for (Future<Runnable> event : threads.invokeAll(events)) {
        try {
          notes.add(event.get());
        } catch (ExecutionException e) {
          throw new AssertionError("seed " + seed, e.getCause());
        }
      }
      notes.forEach(Runnable::run);
    }

    private Callable<Runnable> event() {
      Server server = server();
      LeaseId lease = someLease();
      return switch (random.nextInt(14)) {
        case 0, 1, 2, 3 -> ask(server, random.nextBoolean());
        case 4, 5 -> heartbeat(server, lease);
        case 6, 7 -> finish(server, lease, Outcome.values()[random.nextInt(3)]);
        case 8 -> release(server, lease);
        case 9, 10 -> expire(server);
        case 11 -> hang();
        case 12 -> person(server, jobs.get(random.nextInt(2)), random.nextInt(12));
        default -> startAnew(random.nextInt(2));
      };
    }

    private LeaseId someLease() {
      return believed.isEmpty()
          ? new LeaseId(new UUID(0, seed))
          : believed.get(believed.size() - 1 - random.nextInt(Math.min(3, believed.size())));
    }

    private Callable<Runnable> ask(Server server, boolean answered) {
      AgentId agent = agents.get(random.nextInt(AGENTS));
      int slot = random.nextInt(2);
      return () -> {
        Optional<Lease> lease = whole(() -> server.agents.awaitLease(agent, slot, Duration.ZERO));
        return () -> lease.ifPresent(l -> note(l, answered));
      };
    }

    private void note(Lease lease, boolean answered) {
      assertThat(given.put(lease.id(), lease.job().id())).as("seed %d: used again", seed).isNull();
      if (answered) {
        believed.add(lease.id());
      }
    }

    private Callable<Runnable> heartbeat(Server server, LeaseId lease) {
      return () -> {
        Leases.Heartbeat answer = whole(() -> server.leases.heartbeat(lease, null));
        return () -> {
          switch (answer) {
            case Leases.Heartbeat.Extended _ -> {}
            case Leases.Heartbeat.Lost _ -> refused++;
          }
        };
      };
    }

    private Callable<Runnable> finish(Server server, LeaseId lease, Outcome outcome) {
      return () -> {
        Optional<Job> job = whole(() -> server.leases.finish(lease, outcome, "by chance"));
        return () -> {
          noteEnd(lease, job);
          if (job.isPresent() && outcome == Outcome.FINISHED) {
            finished.add(job.get().id());
          }
        };
      };
    }

    private Callable<Runnable> release(Server server, LeaseId lease) {
      return () -> {
        Optional<Job> job = whole(() -> server.leases.release(lease, "spot machine"));
        return () -> noteEnd(lease, job);
      };
    }

    private void noteEnd(LeaseId lease, Optional<Job> job) {
      refused += job.isPresent() ? 0 : 1;
      if (job.isPresent()) {
        assertThat(job.get().id()).isEqualTo(given.get(lease));
        assertThat(over.add(lease)).as("seed %d: a lease ends once", seed).isTrue();
      }
    }

    private Callable<Runnable> expire(Server server) {
      return () -> {
        server.leases.expireLeases();
        return () -> {};
      };
    }

    private Callable<Runnable> hang() {
      now = now.plus(TTL);
      return () -> () -> {};
    }

    private Callable<Runnable> startAnew(int server) {
      return () -> () -> restart(server);
    }

    private Callable<Runnable> resume(Server server, JobId job) {
      return person(server, job, 4);
    }

    private Callable<Runnable> person(Server server, JobId job, int mood) {
      AgentId agent = agents.get(random.nextInt(AGENTS));
      return () -> {
        try {
          whole(
              () ->
                  switch (mood) {
                    case 0 -> server.jobs.cancel(job);
                    case 1, 2, 3 -> server.jobs.pause(job);
                    case 4, 5, 6, 7 -> server.jobs.resume(job);
                    case 8, 9 -> {
                      server.leases.handBackAllOf(agent);
                      yield job;
                    }
                    default -> server.jobs.retry(job);
                  });
        } catch (Problem.Conflict e) {
          return () -> {};
        }
        return () -> retried.merge(job, mood > 9 ? 1 : 0, Integer::sum);
      };
    }

    /** Nobody dies any more: what is left is done. */
    private void settle() throws Exception {
      for (int i = 0; i < 20 && !jobs.stream().allMatch(this::hasEnded); i++) {
        now = now.plus(TTL.multipliedBy(3));
        together(List.of(expire(servers[0]), expire(servers[1])));
        for (int of = 0; of < jobs.size(); of++) {
          together(List.of(resume(servers[i % 2], jobs.get(of))));
          together(List.of(ask(servers[i % 2], true)));
          together(List.of(finish(servers[i % 2], someLease(), Outcome.FINISHED)));
        }
      }
    }

    private boolean hasEnded(JobId job) {
      return servers[0].jobs.get(job).status().hasEnded();
    }

    private void check() throws Exception {
      List<JobStatus> ends = jobs.stream().map(j -> servers[0].jobs.get(j).status()).toList();
      for (LeaseId lease : given.keySet()) { // they all come back once more
        together(List.of(heartbeat(server(), lease), release(server(), lease)));
        together(List.of(finish(server(), lease, Outcome.FAILED)));
      }
      for (int i = 0; i < jobs.size(); i++) {
        Job job = servers[1].jobs.get(jobs.get(i));
        assertThat(job.status()).as("seed %d stays as it ended", seed).isEqualTo(ends.get(i));
        assertThat(job.status().hasEnded()).as("seed %d ends", seed).isTrue();
        assertThat(runs.get(job.runId()).status())
            .as("seed %d", seed)
            .isEqualTo(Outcome.of(job.status()).runStatus());
        if (finished.contains(job.id())) {
          assertThat(job.status())
              .as("seed %d: no result is lost", seed)
              .isEqualTo(JobStatus.FINISHED);
        }
        List<JobEnded> told = ended.stream().filter(e -> e.job().equals(job.id())).toList();
        assertThat(told)
            .as("seed %d ends once, and once more when it was retried", seed)
            .hasSize(1 + retried.getOrDefault(job.id(), 0));
        assertThat(told.getLast().status()).isEqualTo(job.status());
      }
    }
  }
}
