package dev.assay.agent;

import dev.assay.agent.HeldLease.Interruption;
import dev.assay.recipes.Recipe;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.LogStream;
import dev.assay.tracking.Patience;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on a leased job in this process, which keeps the lease meanwhile and tells the server
 * how the job ended. What the process prints and how the system does are recorded too. All that is
 * written for the job is written under its lease.
 */
final class LeasedWork implements JobRun {

  private static final Logger log = LoggerFactory.getLogger(LeasedWork.class);
  private static final Patience FOR_RESULTS = Patience.of(Duration.ofMinutes(10));
  private static final Patience FOR_GOODBYE = Patience.of(Duration.ofSeconds(2));
  private static final int CONFLICT = 409;

  /**
   * Where a job is done.
   *
   * @param recipes by name
   * @param runFolder for the files that the run leaves
   * @param tags about the agent, which the run gets
   */
  record Place(
      Map<String, Recipe> recipes, Path runFolder, Spools spools, Map<String, String> tags) {}

  private final AssayClient client;
  private final Wire.Lease lease;
  private final Place place;
  private final InstantSource clock;

  // guarded by "this"
  private @Nullable HeldLease held;
  private boolean isToHandBack;

  LeasedWork(AssayClient client, Wire.Lease lease, Place place, InstantSource clock) {
    this.client = client.under(lease.leaseId());
    this.lease = lease;
    this.place = place;
    this.clock = clock;
  }

  @Override
  public void run() throws InterruptedException {
    Wire.LeasedJob job = lease.job();
    log.info("job {} ({}), run {}, attempt {}", job.id(), job.recipe(), job.runId(), job.attempt());
    try (var runLog = new RunLog(client, job.runId(), clock, place.spools());
        var holding = new HeldLease(client, lease, runLog::giveUp)) {
      begin(holding);
      Ending ending = attempt(job, holding, runLog);
      log.info("job {}: {}", job.id(), ending);
      holding.settle();
      conclude(ending, runLog);
    } catch (ServerException e) {
      log.error("job {}: its end could not be told: {}", job.id(), e.getMessage());
    }
  }

  private synchronized void begin(HeldLease holding) {
    held = holding;
    if (isToHandBack) {
      holding.interrupt(Interruption.SHUTDOWN);
    }
  }

  @Override
  public synchronized void handBack() {
    isToHandBack = true;
    if (held != null) {
      held.interrupt(Interruption.SHUTDOWN);
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
      if (e instanceof ServerException.Refused refused && refused.status() == CONFLICT) {
        held.interrupt(Interruption.LOST); // the fence has closed
      }
      return held.interruption()
          .filter(reason -> reason == Interruption.LOST || e instanceof ServerException.Unavailable)
          .<Ending>map(Ending.Interrupted::new)
          .orElseGet(() -> new Ending.Failed(Failure.oneLine(e)));
    }
  }

  private Recipe.Ending perform(Wire.LeasedJob job, HeldLease held, RunLog runLog)
      throws IOException, InterruptedException {
    Recipe recipe = place.recipes().get(job.recipe());
    if (recipe == null) {
      throw new IllegalArgumentException(
          "recipe %s is unknown; this agent knows %s"
              .formatted(job.recipe(), String.join(", ", new TreeSet<>(place.recipes().keySet()))));
    }
    var files = new RunFiles(() -> whileHeld(held), job.runId());
    var recorder =
        new ServerRecorder(
            client.with(FOR_RESULTS), job.runId(), runLog, files, held::progress, place.tags());
    try (var console = new ConsoleTee(runLog::line);
        var system = new SystemSampler(runLog::log, new NvidiaSmi())) {
      return recipe.run(job.params(), place.runFolder(), recorder, held::wish);
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
                  case PAUSE_REQUESTED, HAND_BACK_REQUESTED, STOP_REQUESTED -> FOR_RESULTS;
                  case SHUTDOWN -> FOR_GOODBYE;
                  case LOST -> Patience.none();
                })
        .orElse(FOR_RESULTS);
  }

  private void conclude(Ending ending, RunLog runLog) throws InterruptedException {
    switch (ending) {
      case Ending.Done() -> finish(Wire.Outcome.FINISHED, null);
      case Ending.Failed(var cause) -> {
        flush(runLog, FOR_RESULTS);
        finish(Wire.Outcome.FAILED, cause);
      }
      case Ending.HandedBack() -> {
        flush(runLog, FOR_RESULTS);
        release(FOR_RESULTS, "the pause was withdrawn");
      }
      case Ending.Interrupted(var reason) -> {
        switch (reason) {
          case STOP_REQUESTED -> {
            flush(runLog, FOR_RESULTS);
            finish(Wire.Outcome.KILLED, null);
          }
          case PAUSE_REQUESTED -> { // the server knows that it is to rest
            flush(runLog, FOR_RESULTS);
            release(FOR_RESULTS, "paused");
          }
          case HAND_BACK_REQUESTED -> {
            flush(runLog, FOR_RESULTS);
            release(FOR_RESULTS, "handed back as was asked");
          }
          case SHUTDOWN -> {
            flush(runLog, FOR_GOODBYE);
            release(FOR_GOODBYE, "the agent is shutting down");
          }
          case LOST -> {} // somebody else's job now: nothing more is ours to say
        }
      }
    }
  }

  private void release(Patience patience, String reason) throws InterruptedException {
    client.with(patience).release(lease.leaseId(), reason);
  }

  private void finish(Wire.Outcome outcome, @Nullable String failure) throws InterruptedException {
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
