package dev.assay.agent;

import dev.assay.agent.HeldLease.Interruption;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.AssayClient.LeaseState;
import dev.assay.tracking.LogStream;
import dev.assay.tracking.Patience;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on a leased job in a process of its own, whose crash costs nobody else anything. That
 * process ({@link JobCommand}) keeps the lease and tells the server how the job ended. Here it is
 * only watched: when it dies without having told, what it had spooled is sent and its last words
 * are the job's failure; when it does not end although it should, it is killed.
 *
 * <p>Its standard input stays open as long as it may go on: that it ends, also because this process
 * is no more, tells it to hand the job back.
 */
final class ChildJob implements JobRun {

  private static final Logger log = LoggerFactory.getLogger(ChildJob.class);
  private static final Patience FOR_RESULTS = Patience.of(Duration.ofMinutes(10));
  private static final Patience FOR_GOODBYE = Patience.of(Duration.ofSeconds(2));
  private static final Duration FOR_LAST_OUTPUT = Duration.ofSeconds(2);

  /** On a busy machine a process takes long to start, and only then keeps the lease itself. */
  private static final Duration FOR_START = Duration.ofMinutes(2);

  /**
   * How such processes are started.
   *
   * @param command the program with its arguments, to which nothing secret is added
   * @param grace how long a process that is to end may take
   * @param crashes folder for what a JVM writes of its own crash
   */
  record Launch(List<String> command, Duration grace, Path crashes) {

    /** The option that makes a JVM write there. */
    static String crashOption(Path file) {
      return "-XX:ErrorFile=" + file;
    }
  }

  private final AssayClient client;
  private final Wire.Lease lease;
  private final Launch launch;
  private final Spools spools;
  private final InstantSource clock;
  private final LastLines lastLines = new LastLines();

  // guarded by "this"
  private @Nullable Process process;
  private @Nullable Interruption reason;
  private boolean killed;

  ChildJob(
      AssayClient client, Wire.Lease lease, Launch launch, Spools spools, InstantSource clock) {
    this.client = client.under(lease.leaseId());
    this.lease = lease;
    this.launch = launch;
    this.spools = spools;
    this.clock = clock;
  }

  @Override
  public void run() throws InterruptedException {
    long memoryKills = MemoryKills.count();
    Process child;
    try {
      child = start();
    } catch (IOException e) {
      tell("the job's process cannot be started: " + Failure.oneLine(e));
      return;
    }
    int exitCode = watch(child);
    if (exitCode != JobCommand.TOLD) {
      String words =
          LastWords.of(
              "the job's process",
              exitCode,
              lastLines.get(),
              MemoryKills.count() > memoryKills,
              crash());
      tell(words);
    }
    deleteCrash();
  }

  private Process start() throws IOException {
    Files.createDirectories(launch.crashes());
    List<String> command = new ArrayList<>(ProcessSession.leading());
    command.addAll(launch.command());
    // a JVM's options come right after its program
    int program = command.size() - launch.command().size();
    command.add(program + 1, Launch.crashOption(crashFile()));
    Process child = new ProcessBuilder(command).start();
    log.info("job {} is done by process {}", lease.job().id(), child.pid());
    return child;
  }

  private int watch(Process child) throws InterruptedException {
    Thread out = pump(child.getInputStream(), System.out);
    Thread err = pump(child.getErrorStream(), System.err);
    try (var heart = new Heart(client, lease, () -> null, FOR_START, this::hear);
        var ear = new WishEar(client, lease.leaseId(), this::hear)) {
      begin(child);
      return child.waitFor();
    } finally {
      ProcessSession.kill(child.toHandle()); // what it has left behind, which may hold the pipes
      out.join(FOR_LAST_OUTPUT);
      err.join(FOR_LAST_OUTPUT);
    }
  }

  /** Hands the work over; it ends at once when it was to be handed back before. */
  private void begin(Process child) {
    try {
      BufferedWriter assignment = child.outputWriter();
      assignment.write(new Assignment(client.under(null).credentials(), lease).line());
      assignment.newLine();
      assignment.flush();
    } catch (IOException e) {
      log.debug("process {} reads nothing", child.pid(), e); // and tells why by its end
    }
    synchronized (this) {
      process = child;
      if (reason != null) {
        endSoon(child);
      }
    }
  }

  /** Hands on what the process prints, line by line. */
  private Thread pump(InputStream in, PrintStream to) {
    var splitter =
        new LineSplitter(
            to.charset(),
            line -> {
              lastLines.add(line);
              to.println(line);
            });
    return Thread.ofVirtual()
        .name("output-" + lease.leaseId())
        .start(
            () -> {
              byte[] bytes = new byte[8192];
              try (in) {
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                  splitter.add(bytes, 0, read);
                }
              } catch (IOException e) {
                log.debug("the output of a job's process broke off", e);
              }
              splitter.end();
            });
  }

  private void hear(LeaseState state) {
    switch (state) {
      case LeaseState.Held(var wish) -> {
        switch (wish) {
          case GO_ON, PAUSE, HAND_BACK -> {} // takes its time, in the process
          case STOP -> interrupt(Interruption.STOP_REQUESTED);
        }
      }
      case LeaseState.Lost _ -> interrupt(Interruption.LOST);
    }
  }

  @Override
  public void handBack() {
    interrupt(Interruption.SHUTDOWN);
  }

  private synchronized void interrupt(Interruption why) {
    if (reason == null || why.compareTo(reason) > 0) {
      reason = why;
      if (process != null) {
        endSoon(process);
      }
    }
  }

  /** The process has heard by itself of all but a shutdown; it has a grace time to heed it. */
  private void endSoon(Process child) {
    if (reason == Interruption.SHUTDOWN) {
      try {
        child.getOutputStream().close();
      } catch (IOException e) {
        log.debug("process {} reads nothing", child.pid(), e);
      }
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                if (!child.waitFor(launch.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                  kill(child);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private synchronized void kill(Process child) {
    log.warn(
        "job {}: process {} has not ended within {} s and is killed",
        lease.job().id(),
        child.pid(),
        launch.grace().toSeconds());
    killed = true;
    ProcessSession.kill(child.toHandle());
    child.toHandle().destroyForcibly(); // which, other than the process, leaves its output open
  }

  private synchronized Optional<Interruption> killedFor() {
    return killed ? Optional.ofNullable(reason) : Optional.empty();
  }

  /** Sends what the process had spooled, and says how the job ended, under its lease. */
  private void tell(String failure) throws InterruptedException {
    log.error("job {}: {}", lease.job().id(), failure);
    try (var runLog = new RunLog(client, lease.job().runId(), clock, spools);
        var held = new HeldLease(client, lease, runLog::giveUp)) {
      runLog.line(LogStream.LOG, failure);
      flush(runLog);
      held.settle();
      Optional<Interruption> why = killedFor();
      if (why.isEmpty()) {
        finish(Wire.Outcome.FAILED, failure);
        return;
      }
      switch (why.get()) {
        case STOP_REQUESTED -> finish(Wire.Outcome.KILLED, null);
        case SHUTDOWN, PAUSE_REQUESTED, HAND_BACK_REQUESTED ->
            client
                .with(FOR_GOODBYE)
                .release(lease.leaseId(), "the agent is shutting down; there was no time to wait");
        case LOST -> {} // somebody else's job now
      }
    } catch (ServerException e) {
      log.error("job {}: its end could not be told: {}", lease.job().id(), e.getMessage());
    }
  }

  private void finish(Wire.Outcome outcome, @Nullable String failure) throws InterruptedException {
    client.with(FOR_RESULTS).finish(lease.leaseId(), new Wire.LeaseFinish(outcome, failure));
  }

  private void flush(RunLog runLog) throws InterruptedException {
    try {
      runLog.flush((isShuttingDown() ? FOR_GOODBYE : FOR_RESULTS).total());
    } catch (ServerException | IllegalStateException e) {
      log.error("{}", e.getMessage());
    }
  }

  private synchronized boolean isShuttingDown() {
    return reason == Interruption.SHUTDOWN;
  }

  private Path crashFile() {
    return launch.crashes().resolve(lease.leaseId() + ".log").toAbsolutePath();
  }

  /** What the JVM wrote of its own crash: the error and the frame. */
  private Optional<String> crash() {
    try (Stream<String> lines = Files.lines(crashFile())) {
      List<String> told =
          lines
              .limit(20)
              .filter(
                  line ->
                      line.startsWith("#  ") || line.startsWith("# C ") || line.startsWith("# V "))
              .map(line -> line.substring(1).strip())
              .filter(line -> !line.isEmpty())
              .limit(2)
              .toList();
      return told.isEmpty() ? Optional.empty() : Optional.of(String.join(" in ", told));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private void deleteCrash() {
    try {
      Files.deleteIfExists(crashFile());
    } catch (IOException e) {
      log.debug("{} cannot be deleted", crashFile(), e);
    }
  }
}
