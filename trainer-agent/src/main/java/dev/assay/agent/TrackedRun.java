package dev.assay.agent;

import dev.assay.recipes.PredictionFile;
import dev.assay.recipes.Recipe;
import dev.assay.recipes.RunRecorder;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.LogStream;
import dev.assay.tracking.Patience;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunId;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run on a server that no job has: this process makes it when the work starts, keeps it alive and
 * says how it ended. What the process prints and how the system does are recorded too.
 */
final class TrackedRun implements RunRecorder, AutoCloseable {

  /**
   * @param name null for one that the server makes up
   * @param resumed the run that goes on; null for a new one
   * @param changes of its params: a run's params stand, so it gets them as the tag resumed.params
   */
  record Place(
      String experiment, @Nullable String name, @Nullable RunId resumed, ObjectNode changes) {}

  private static final Logger log = LoggerFactory.getLogger(TrackedRun.class);
  private static final Patience FOR_RESULTS = Patience.of(Duration.ofMinutes(10));
  private static final Patience FOR_GOODBYE = Patience.of(Duration.ofSeconds(5));
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final AssayClient client;
  private final Place place;
  private final Spools spools;
  private final InstantSource clock;
  private final Map<String, String> tags;
  private final Consumer<RunId> onStart;
  private final Wishes wishes;
  private @Nullable Open open;

  /**
   * @param tags about this machine
   * @param onStart is told the run's id
   * @param wishes are asked to stop when somebody has ended the run on the server; once the work is
   *     to end, a server that is away is not waited for
   */
  TrackedRun(
      AssayClient client,
      Place place,
      Spools spools,
      InstantSource clock,
      Map<String, String> tags,
      Consumer<RunId> onStart,
      Wishes wishes) {
    this.client = client.with(() -> isToEnd(wishes) ? FOR_GOODBYE : FOR_RESULTS);
    this.place = place;
    this.spools = spools;
    this.clock = clock;
    this.tags = tags;
    this.onStart = onStart;
    this.wishes = wishes;
  }

  private static boolean isToEnd(Wishes wishes) {
    return wishes.get() != Wish.GO_ON;
  }

  /** What there is from the start on. */
  private record Open(
      RunId id,
      RunLog log,
      RunRecorder recorder,
      RunHeart heart,
      ConsoleTee console,
      SystemSampler system)
      implements AutoCloseable {

    @Override
    public void close() {
      system.close();
      console.close();
      heart.close();
      log.close();
    }
  }

  @Override
  public void start(ObjectNode params, Map<String, String> recipeTags) throws InterruptedException {
    RunId id = begin(params);
    onStart.accept(id);
    var runLog = new RunLog(client, id, clock, spools);
    var heart = new RunHeart(client, id, () -> wishes.ask(Wish.STOP));
    open =
        new Open(
            id,
            runLog,
            new ServerRecorder(
                client, id, runLog, new RunFiles(() -> client, id), heart::progress, tags),
            heart,
            new ConsoleTee(runLog::line),
            new SystemSampler(runLog::log, new NvidiaSmi()));
    Map<String, String> all = new HashMap<>(recipeTags);
    if (place.resumed() == null) {
      open().recorder.start(params, all);
    } else {
      if (!place.changes().isEmpty()) {
        all.put("resumed.params", place.changes().toString());
      }
      open().recorder.start(params.deepCopy().removeAll(), all);
    }
  }

  private RunId begin(ObjectNode params) throws InterruptedException {
    RunId resumed = place.resumed();
    if (resumed != null) {
      return client.resume(resumed).id();
    }
    var run = new Wire.RunCreate(place.experiment(), place.name(), params, tags);
    return client.createRun(run).id();
  }

  private Open open() {
    if (open == null) {
      throw new IllegalStateException("the run has not started");
    }
    return open;
  }

  @Override
  public void metric(String name, long step, double value) throws InterruptedException {
    open().recorder.metric(name, step, value);
  }

  @Override
  public void sample(int step, String prompt, String text) throws InterruptedException {
    open().recorder.sample(step, prompt, text);
  }

  @Override
  public void upload(String path, Path fileOrFolder) throws IOException, InterruptedException {
    open().recorder.upload(path, fileOrFolder);
  }

  @Override
  public void evaluation(PredictionFile predictions) throws InterruptedException {
    open().recorder.evaluation(predictions);
  }

  /** Nothing before the start, for there is no run yet. */
  @Override
  public boolean download(String path, Path folder) throws IOException, InterruptedException {
    return open != null && open.recorder.download(path, folder);
  }

  /** Before the start too: what the work begins with may be another run's. */
  @Override
  public boolean downloadFrom(String run, String path, Path folder)
      throws IOException, InterruptedException {
    return new RunFiles(() -> client, new RunId(UUID.fromString(run))).download(path, folder);
  }

  @Override
  public void tags(Map<String, String> more) throws InterruptedException {
    open().recorder.tags(more);
  }

  @Override
  public void progress(double done) {
    open().recorder.progress(done);
  }

  /** Work that is recorded here. */
  interface Work {
    Recipe.Ending run() throws IOException, InterruptedException;
  }

  /**
   * Does the work and tells the server how it ended, once everything recorded is stored. Work that
   * is to pause has paused when all it lacks is the server: what it keeps is here.
   */
  @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the run is to have failed
  Recipe.Ending perform(Work work) throws IOException, InterruptedException {
    Recipe.Ending ending;
    try {
      ending = workOrPause(work);
    } catch (IOException | RuntimeException | LinkageError | VirtualMachineError e) {
      try {
        end(Wire.Outcome.FAILED, Failure.oneLine(e));
      } catch (ServerException untold) {
        e.addSuppressed(untold);
      }
      throw e;
    }
    switch (ending) {
      case DONE -> end(Wire.Outcome.FINISHED, null);
      case PAUSED, STOPPED -> end(Wire.Outcome.KILLED, null);
    }
    return ending;
  }

  private Recipe.Ending workOrPause(Work work) throws IOException, InterruptedException {
    try {
      return work.run();
    } catch (ServerException.Unavailable e) {
      if (wishes.get() != Wish.PAUSE) {
        throw e;
      }
      log.warn("{}", e.getMessage());
      return Recipe.Ending.PAUSED;
    }
  }

  /** Does nothing when the run never started, or was ended on the server. */
  private void end(Wire.Outcome outcome, @Nullable String failure) throws InterruptedException {
    if (open == null) {
      return;
    }
    if (failure != null) {
      open.log.line(LogStream.LOG, failure);
    }
    try {
      flush(open.log);
    } catch (ServerException | IllegalStateException e) {
      log.error("{}", e.getMessage());
    }
    if (!open.heart.hasEnded()) {
      finish(open.id, new Wire.RunFinish(outcome, failure));
    }
  }

  /** Waits as long as there is patience, which a signal may end meanwhile. */
  private void flush(RunLog runLog) throws InterruptedException {
    long deadline = System.nanoTime() + FOR_RESULTS.total().toNanos();
    while (!isToEnd(wishes) && System.nanoTime() < deadline) {
      try {
        runLog.flush(BETWEEN_LOOKS);
        return;
      } catch (ServerException.Unavailable e) {
        log.debug("{}", e.getMessage());
      }
    }
    runLog.flush(FOR_GOODBYE.total());
  }

  private void finish(RunId id, Wire.RunFinish end) throws InterruptedException {
    try {
      client.finish(id, end);
    } catch (ServerException.Unavailable e) {
      if (!isToEnd(wishes)) {
        throw e;
      }
      log.warn("the server was not told that the run has ended: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
    }
  }
}
