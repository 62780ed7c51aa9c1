package dev.assay.agent;

import dev.assay.recipes.Recipe;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Patience;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Does one job for the agent that has started this process: reads its {@link Assignment} from the
 * standard input, and hands the job back when that ends or a signal comes.
 */
@Command(name = "job", hidden = true, description = "Does one job; started by an agent.")
final class JobCommand implements Callable<Integer> {

  /** Exit code that says: the server knows how the job ended, or it is not ours to say. */
  static final int TOLD = 99;

  private static final Logger log = LoggerFactory.getLogger(JobCommand.class);
  private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(1));

  /** After a grace time that was in vain the agent kills; this process does where it is gone. */
  private static final Duration AGENT_FIRST = Duration.ofSeconds(3);

  @Option(names = "--server", required = true)
  private URI server = URI.create("");

  @Option(names = "--name", required = true)
  private String agent = "";

  @Option(names = "--slots")
  private int slots = 1;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private JobOptions job = new JobOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    engine.apply(slots);
    var place =
        new Setting(
            server,
            agent,
            engine::runFolder,
            new Spools(engine.spoolFolder(), job.spoolBytes(), Clock.systemUTC()),
            job.grace());
    return run(place, start -> job.recipes(engine, start));
  }

  /**
   * Where a job is done.
   *
   * @param agent its name
   * @param runFolder of a run
   * @param grace how long it may take to hand a job back
   */
  record Setting(
      URI server, String agent, Function<String, Path> runFolder, Spools spools, Duration grace) {}

  /** What is known when a job starts. */
  record Start(AssayClient client, Wire.LeasedJob job) {}

  /** Returns once the job has ended. */
  static int run(Setting setting, Function<Start, Map<String, Recipe>> recipes)
      throws IOException, InterruptedException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      throw new IllegalArgumentException("an assignment is missing on the standard input");
    }
    Assignment assignment = Assignment.read(line);
    Wire.Lease lease = assignment.lease();
    var client =
        new AssayClient(setting.server(), assignment.token(), PATIENCE, new SplittableRandom());
    var place =
        new LeasedWork.Place(
            recipes.apply(new Start(client.under(lease.leaseId()), lease.job())),
            setting.runFolder().apply(lease.job().runId().toString()),
            setting.spools(),
            Map.of("host", Host.name(), "agent", setting.agent()));
    var work = new LeasedWork(client, lease, place, Clock.systemUTC());
    try (var signal = new PauseOnSignal(work::handBack)) {
      Thread.ofPlatform()
          .daemon()
          .name("agent")
          .start(() -> handBackAtEnd(in, work, setting.grace()));
      work.run();
      return TOLD;
    }
  }

  /** The agent lets go of the other end of the standard input, or is no more. */
  private static void handBackAtEnd(BufferedReader in, LeasedWork work, Duration grace) {
    awaitEnd(in);
    work.handBack();
    try {
      Thread.sleep(grace.plus(AGENT_FIRST));
      log.error("the job was not handed back within {} s", grace.toSeconds());
      ProcessSession.kill(ProcessHandle.current());
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEnd(BufferedReader in) {
    try {
      while (in.readLine() != null) {
        log.debug("the agent says more than was expected");
      }
    } catch (IOException e) {
      log.debug("the agent is gone", e);
    }
  }
}
