package dev.assay.agent;

import dev.assay.recipes.Recipe;
import dev.assay.tracking.AgentId;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.JobId;
import dev.assay.tracking.Patience;
import dev.assay.tracking.RunId;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent: each of its slots takes a job when it is free, has it done, and takes the next. A
 * server that is away is waited for; running jobs go on meanwhile. Before a job it sends what
 * earlier ones could not.
 */
final class AgentLoop {

  private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);
  private static final Duration LONG_POLL = Duration.ofSeconds(50);
  private static final Duration CLOCKS_MAY_DIFFER = Duration.ofMinutes(1);
  private static final Patience UNTIL_NEXT_WARNING =
      new Patience(Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(3));
  private static final Patience FOR_GOODBYE = Patience.of(Duration.ofSeconds(2));
  private static final Patience FOR_LEFTOVERS = Patience.of(Duration.ofSeconds(5));
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final AssayClient client;
  private final Wire.AgentRegister self;
  private final Function<Wire.Lease, JobRun> workplace;
  private final Spools spools;
  private final InstantSource clock;
  private final List<Slot> slots;

  private final ReentrantLock registering = new ReentrantLock();
  private @Nullable AgentId id; // guarded by "registering"
  private boolean greeted; // guarded by "registering"

  // guarded by "this", with the fields of the slots
  private boolean shutdown;
  private @Nullable Throwable failure;

  /**
   * @param self without recipes and time
   * @param recipes that are offered
   * @param workplace makes the work on a job
   */
  AgentLoop(
      AssayClient client,
      Wire.AgentRegister self,
      Map<String, Recipe> recipes,
      Function<Wire.Lease, JobRun> workplace,
      Spools spools,
      InstantSource clock) {
    this.client = client;
    this.self = offering(self, recipes);
    this.workplace = workplace;
    this.spools = spools;
    this.clock = clock;
    int count = self.slots() == null ? 1 : self.slots();
    this.slots = IntStream.range(0, count).mapToObj(Slot::new).toList();
  }

  /** An agent says what it can do. */
  private static Wire.AgentRegister offering(Wire.AgentRegister self, Map<String, Recipe> recipes) {
    List<Wire.Recipe> offered =
        new TreeMap<>(recipes)
            .entrySet().stream()
                .map(recipe -> new Wire.Recipe(recipe.getKey(), recipe.getValue().schema()))
                .toList();
    return new Wire.AgentRegister(
        self.name(),
        self.version(),
        self.host(),
        self.devices(),
        offered,
        self.labels(),
        self.slots(),
        null);
  }

  private static Wire.AgentRegister at(Wire.AgentRegister self, Instant now) {
    return new Wire.AgentRegister(
        self.name(),
        self.version(),
        self.host(),
        self.devices(),
        self.recipes(),
        self.labels(),
        self.slots(),
        now);
  }

  /**
   * Works until {@link #shutdown}, or until the server wants the agent to end. The first slot uses
   * the calling thread.
   *
   * @throws ServerException.Refused when the server does not want this agent, as with a wrong token
   */
  void run() {
    List<Thread> others =
        slots.stream()
            .skip(1)
            .map(
                slot ->
                    Thread.ofPlatform().name("slot-" + slot.number).start(() -> runOrEndAll(slot)))
            .toList();
    runOrEndAll(slots.getFirst());
    for (Thread other : others) {
      joinFully(other);
    }
    throwFailure();
  }

  /** A slot that breaks takes the others with it: half an agent would be taken for a whole one. */
  private void runOrEndAll(Slot slot) {
    try {
      slot.run();
    } catch (RuntimeException | Error e) {
      broke(e);
      shutdown();
    }
  }

  private synchronized void broke(Throwable e) {
    failure = failure == null ? e : failure;
  }

  private synchronized void throwFailure() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private static void joinFully(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Makes {@link #run} return soon: waits are cut short, running jobs keep checkpoints and go back
   * to the queue.
   */
  synchronized void shutdown() {
    shutdown = true;
    slots.forEach(Slot::end);
  }

  /** What is still to be done after a {@link #shutdown}, for people. */
  synchronized String whatEndsIt() {
    String jobs =
        slots.stream()
            .flatMap(slot -> slot.job().stream())
            .map(JobId::toString)
            .collect(Collectors.joining(", "));
    return jobs.isEmpty()
        ? "the server to be told that the agent ends"
        : "job %s to keep a checkpoint and go back to the queue".formatted(jobs);
  }

  Slot slot(int number) {
    return slots.get(number);
  }

  /** What takes one job at a time. */
  final class Slot {

    private final int number;

    // guarded by the loop
    private Wire.@Nullable Lease lease;
    private @Nullable JobRun current;
    private @Nullable Thread idle;

    private Slot(int number) {
      this.number = number;
    }

    private void run() {
      try {
        while (becomeIdle()) {
          try {
            takeJob(agentId(this));
          } catch (ServerException.Unavailable e) {
            log.warn("waiting for the server: {}", e.getMessage());
          }
        }
      } catch (InterruptedException e) {
        log.info("stopped while waiting for a job");
      }
    }

    private void takeJob(AgentId agent) throws InterruptedException {
      try {
        spools.sendLeftovers(client.with(FOR_LEFTOVERS), run -> !isUnderWay(run));
        Optional<Wire.Lease> answer = awaitLease(agent);
        if (answer.isPresent()) {
          work(answer.get());
        }
      } catch (ServerException.Refused e) {
        switch (e.status()) {
          case NOT_FOUND -> {
            log.warn("the server no longer knows this agent: {}", e.getMessage());
            forget(agent);
          }
          case GONE -> {
            log.info("the server has told this agent to end: {}", e.getMessage());
            shutdown();
          }
          default -> throw e;
        }
      }
    }

    private Optional<Wire.Lease> awaitLease(AgentId agent) throws InterruptedException {
      try {
        return client.with(UNTIL_NEXT_WARNING).lease(agent, number, LONG_POLL);
      } catch (InterruptedException e) {
        stopWaiting(agent);
        throw e;
      }
    }

    private void stopWaiting(AgentId agent) throws InterruptedException {
      try {
        client.with(FOR_GOODBYE).stopWaiting(agent, number);
      } catch (ServerException e) {
        log.debug("the server was not told that the wait is over: {}", e.getMessage());
      }
    }

    /** From here on a shutdown interrupts the thread; false when there was one already. */
    boolean becomeIdle() {
      synchronized (AgentLoop.this) {
        lease = null;
        current = null;
        idle = Thread.currentThread();
        return !shutdown;
      }
    }

    void work(Wire.Lease taken) throws InterruptedException {
      JobRun run = workplace.apply(taken);
      becomeBusy(taken, run);
      run.run();
    }

    /** From here on a shutdown is for the job, not for the thread. */
    private void becomeBusy(Wire.Lease taken, JobRun run) {
      synchronized (AgentLoop.this) {
        lease = taken;
        current = run;
        idle = null;
        // one that came after the lease's answer: the job is to be told, with requests that work
        var unused = Thread.interrupted();
        if (shutdown) {
          run.handBack();
        }
      }
    }

    private void end() {
      if (current != null) {
        current.handBack();
      } else if (idle != null) {
        idle.interrupt();
      }
    }

    private Optional<JobId> job() {
      return Optional.ofNullable(lease).map(taken -> taken.job().id());
    }

    private boolean isOn(RunId run) {
      return lease != null && lease.job().runId().equals(run);
    }
  }

  private synchronized boolean isUnderWay(RunId run) {
    return slots.stream().anyMatch(slot -> slot.isOn(run));
  }

  /** What the server knows this agent by; registers it where that is unknown. */
  private AgentId agentId(Slot slot) throws InterruptedException {
    registering.lockInterruptibly();
    try {
      while (id == null && slot.becomeIdle()) {
        try {
          Wire.Agent agent = client.with(UNTIL_NEXT_WARNING).register(at(self, clock.instant()));
          greet(agent);
          id = agent.id();
        } catch (ServerException.Unavailable e) {
          log.warn("waiting for the server: {}", e.getMessage());
        }
      }
      if (id == null) {
        throw new InterruptedException("shut down before the server was there");
      }
      return id;
    } finally {
      registering.unlock();
    }
  }

  private void forget(AgentId unknown) throws InterruptedException {
    registering.lockInterruptibly();
    try {
      if (unknown.equals(id)) {
        id = null;
      }
    } finally {
      registering.unlock();
    }
  }

  /** Nothing here depends on the two clocks or versions being the same; people should know. */
  private void greet(Wire.Agent agent) {
    log.info("registered as {}, id {}", agent.name(), agent.id());
    if (greeted) {
      return;
    }
    greeted = true;
    if (agent.time() != null) {
      Duration ahead = Duration.between(agent.time(), clock.instant());
      if (ahead.abs().compareTo(CLOCKS_MAY_DIFFER) > 0) {
        log.warn(
            "this machine's clock is {} s {} the server's; times of points and lines will be wrong",
            ahead.abs().toSeconds(),
            ahead.isNegative() ? "behind" : "ahead of");
      }
    }
    if (agent.version() != null && !agent.version().equals(self.version())) {
      log.warn(
          "this agent has version {}, the server {}; better run the same",
          self.version(),
          agent.version());
    }
  }
}
