package dev.assay.agent;

import dev.assay.agent.HeldLease.Interruption;
import dev.assay.recipes.Recipe;
import dev.assay.tracking.AgentId;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.LogStream;
import dev.assay.tracking.Patience;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunId;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a job when it is free, does it, says how it ended, and takes the next. A server that is
 * away is waited for; a running job goes on meanwhile. Before a job it sends what earlier ones
 * could not; while one runs, what the process prints and how the system does are recorded too.
 */
final class AgentLoop {

  private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);
  private static final Duration LONG_POLL = Duration.ofSeconds(20);
  private static final Patience UNTIL_NEXT_WARNING =
      new Patience(Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(3));
  private static final Patience FOR_RESULTS = Patience.of(Duration.ofMinutes(10));
  private static final Patience FOR_GOODBYE = Patience.of(Duration.ofSeconds(2));
  private static final Patience FOR_LEFTOVERS = Patience.of(Duration.ofSeconds(5));
  private static final int NOT_FOUND = 404;

  private final AssayClient client;
  private final Wire.AgentRegister self;
  private final Map<String, Recipe> recipes;
  private final Function<RunId, Path> runFolder;
  private final Spools spools;
  private final InstantSource clock;

  // guarded by "this"
  private boolean shutdown;
  private @Nullable HeldLease current;
  private @Nullable Thread idle;

  AgentLoop(
      AssayClient client,
      Wire.AgentRegister self,
      Map<String, Recipe> recipes,
      Function<RunId, Path> runFolder,
      Spools spools,
      InstantSource clock) {
    this.client = client;
    this.recipes = Map.copyOf(recipes);
    this.self = offering(self, recipes);
    this.runFolder = runFolder;
    this.spools = spools;
    this.clock = clock;
  }

  /** An agent says what it can do. */
  private static Wire.AgentRegister offering(Wire.AgentRegister self, Map<String, Recipe> recipes) {
    List<Wire.Recipe> offered =
        new TreeMap<>(recipes)
            .entrySet().stream()
                .map(recipe -> new Wire.Recipe(recipe.getKey(), recipe.getValue().schema()))
                .toList();
    return new Wire.AgentRegister(
        self.name(), self.version(), self.host(), self.devices(), offered);
  }

  /**
   * Works until {@link #shutdown}.
   *
   * @throws ServerException.Refused when the server does not want this agent, as with a wrong token
   */
  void run() {
    try {
      AgentId id = register();
      while (becomeIdle()) {
        try {
          spools.sendLeftovers(client.with(FOR_LEFTOVERS));
          Optional<Wire.Lease> lease = awaitLease(id);
          if (lease.isPresent()) {
            work(lease.get());
          }
        } catch (ServerException.Unavailable e) {
          log.warn("waiting for the server: {}", e.getMessage());
        } catch (ServerException.Refused e) {
          if (e.status() != NOT_FOUND) {
            throw e;
          }
          log.warn("the server no longer knows this agent: {}", e.getMessage());
          id = register();
        }
      }
    } catch (InterruptedException e) {
      log.info("stopped while waiting for a job");
    }
  }

  private Optional<Wire.Lease> awaitLease(AgentId id) throws InterruptedException {
    try {
      return client.with(UNTIL_NEXT_WARNING).lease(id, LONG_POLL);
    } catch (InterruptedException e) {
      stopWaiting(id);
      throw e;
    }
  }

  private void stopWaiting(AgentId id) throws InterruptedException {
    try {
      client.with(FOR_GOODBYE).stopWaiting(id);
    } catch (ServerException e) {
      log.debug("the server was not told that the wait is over: {}", e.getMessage());
    }
  }

  /**
   * Makes {@link #run} return soon: a wait is cut short, a running job keeps a checkpoint and goes
   * back to the queue.
   */
  synchronized void shutdown() {
    shutdown = true;
    if (current != null) {
      current.interrupt(Interruption.SHUTDOWN);
    } else if (idle != null) {
      idle.interrupt();
    }
  }

  /** What is still to be done after a {@link #shutdown}, for people. */
  synchronized String whatEndsIt() {
    return current == null
        ? "the server to be told that the agent ends"
        : "job %s to keep a checkpoint and go back to the queue".formatted(current.job());
  }

  private AgentId register() throws InterruptedException {
    while (becomeIdle()) {
      try {
        Wire.Agent agent = client.with(UNTIL_NEXT_WARNING).register(self);
        log.info("registered as {}, id {}", agent.name(), agent.id());
        return agent.id();
      } catch (ServerException.Unavailable e) {
        log.warn("waiting for the server: {}", e.getMessage());
      }
    }
    throw new InterruptedException("shut down before the server was there");
  }

  /** From here on a shutdown interrupts the thread; false when there was one already. */
  synchronized boolean becomeIdle() {
    current = null;
    idle = Thread.currentThread();
    return !shutdown;
  }

  /** From here on a shutdown interrupts the lease, not the thread. */
  private synchronized void becomeBusy(HeldLease lease) {
    current = lease;
    idle = null;
    // one that came after the lease's answer: the lease is to be told, with requests that work
    var unused = Thread.interrupted();
    if (shutdown) {
      lease.interrupt(Interruption.SHUTDOWN);
    }
  }

  void work(Wire.Lease lease) {
    Wire.LeasedJob job = lease.job();
    log.info("job {} ({}), run {}, attempt {}", job.id(), job.recipe(), job.runId(), job.attempt());
    try (var runLog = new RunLog(client, job.runId(), clock, spools);
        var held = new HeldLease(client, lease, runLog::giveUp)) {
      becomeBusy(held);
      Ending ending = attempt(job, held, runLog);
      log.info("job {}: {}", job.id(), ending);
      held.settle();
      conclude(lease, ending, runLog);
    } catch (ServerException e) {
      log.error("job {}: its end could not be told: {}", job.id(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How the work on a job ended. */
  private sealed interface Ending {
    record Done() implements Ending {}

    record Failed(String cause) implements Ending {}

    record Interrupted(Interruption reason) implements Ending {}

    /** A wish ended the work that was withdrawn meanwhile. */
    record HandedBack() implements Ending {}
  }

  @SuppressWarnings("CatchingUnchecked") // whatever goes wrong in a job, the agent lives on
  private Ending attempt(Wire.LeasedJob job, HeldLease held, RunLog runLog)
      throws InterruptedException {
    try {
      if (held.interruption().isPresent()) {
        return new Ending.Interrupted(held.interruption().get());
      }
      return switch (perform(job, held, runLog)) {
        case DONE -> {
          runLog.flush(FOR_RESULTS.total());
          yield new Ending.Done();
        }
        case PAUSED, STOPPED ->
            held.interruption()
                .<Ending>map(Ending.Interrupted::new)
                .orElseGet(Ending.HandedBack::new);
      };
    } catch (IOException | RuntimeException | LinkageError | VirtualMachineError e) {
      log.debug("job {} failed", job.id(), e);
      runLog.line(LogStream.LOG, Failure.oneLine(e));
      return held.interruption()
          .filter(reason -> reason == Interruption.LOST || e instanceof ServerException.Unavailable)
          .<Ending>map(Ending.Interrupted::new)
          .orElseGet(() -> new Ending.Failed(Failure.oneLine(e)));
    }
  }

  private Recipe.Ending perform(Wire.LeasedJob job, HeldLease held, RunLog runLog)
      throws IOException, InterruptedException {
    Recipe recipe = recipes.get(job.recipe());
    if (recipe == null) {
      throw new IllegalArgumentException(
          "recipe %s is unknown; this agent knows %s"
              .formatted(job.recipe(), String.join(", ", new TreeSet<>(recipes.keySet()))));
    }
    var tags = Map.of("host", self.host(), "agent", self.name());
    var files = new RunFiles(() -> whileHeld(held), job.runId());
    var recorder =
        new ServerRecorder(
            client.with(FOR_RESULTS), job.runId(), runLog, files, held::progress, tags);
    try (var console = new ConsoleTee(runLog::line);
        var system = new SystemSampler(runLog::log, new NvidiaSmi())) {
      return recipe.run(job.params(), runFolder.apply(job.runId()), recorder, held::wish);
    }
  }

  /**
   * For one more transfer: the files of a job that is somebody else's now are not ours to write.
   */
  private AssayClient whileHeld(HeldLease held) {
    if (held.interruption().filter(why -> why == Interruption.LOST).isPresent()) {
      throw new IllegalStateException("the lease is lost; its run's files are left alone");
    }
    return client.with(() -> patience(held));
  }

  /** A process that is to end has no time to wait for a server that is away. */
  private static Patience patience(HeldLease held) {
    return held.interruption()
        .map(
            why ->
                switch (why) {
                  case PAUSE_REQUESTED, STOP_REQUESTED -> FOR_RESULTS;
                  case SHUTDOWN -> FOR_GOODBYE;
                  case LOST -> Patience.none();
                })
        .orElse(FOR_RESULTS);
  }

  private void conclude(Wire.Lease lease, Ending ending, RunLog runLog)
      throws InterruptedException {
    switch (ending) {
      case Ending.Done() -> finish(lease, Wire.Outcome.FINISHED, null);
      case Ending.Failed(var cause) -> {
        flush(runLog, FOR_RESULTS);
        finish(lease, Wire.Outcome.FAILED, cause);
      }
      case Ending.HandedBack() -> {
        flush(runLog, FOR_RESULTS);
        client.with(FOR_RESULTS).release(lease.leaseId(), "the pause was withdrawn");
      }
      case Ending.Interrupted(var reason) -> {
        switch (reason) {
          case STOP_REQUESTED -> {
            flush(runLog, FOR_RESULTS);
            finish(lease, Wire.Outcome.KILLED, null);
          }
          case PAUSE_REQUESTED -> { // the server knows that it is to rest
            flush(runLog, FOR_RESULTS);
            client.with(FOR_RESULTS).release(lease.leaseId(), "paused");
          }
          case SHUTDOWN -> {
            flush(runLog, FOR_GOODBYE);
            client.with(FOR_GOODBYE).release(lease.leaseId(), "the agent is shutting down");
          }
          case LOST -> {} // somebody else's job now: nothing more is ours to say
        }
      }
    }
  }

  private void finish(Wire.Lease lease, Wire.Outcome outcome, @Nullable String failure)
      throws InterruptedException {
    client.with(FOR_RESULTS).finish(lease.leaseId(), new Wire.LeaseFinish(outcome, failure));
  }

  /** Stores what can be stored; how the job ended must be told in any case. */
  private static void flush(RunLog runLog, Patience patience) throws InterruptedException {
    try {
      runLog.flush(patience.total());
    } catch (ServerException | IllegalStateException e) {
      log.error("{}", e.getMessage());
    }
  }
}
