package dev.assay.agent;

import dev.assay.recipes.Recipe;
import dev.assay.recipes.RunRecorder;
import dev.assay.recipes.TrainingFailed;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Wire;
import dev.assay.training.Wish;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a program for people who do not train in Java: it is told the run and where the server is in
 * its environment, what it prints is printed here and so recorded, and its exit code ends the job.
 * A pause is a SIGTERM, after which it may keep what it needs; the same command is run again later,
 * for the same run. So is a stop. Whatever it was for, SIGKILL follows after a grace time.
 */
final class CommandRecipe implements Recipe {

  static final String NAME = "command";

  /** Recorded in place of the token, which a program that prints its environment prints too. */
  private static final String HIDDEN = "***";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration FOR_LAST_OUTPUT = Duration.ofSeconds(2);

  private final AssayClient client;
  private final Wire.LeasedJob job;
  private final @Nullable Path root;
  private final Duration grace;

  /**
   * @param client under the job's lease
   * @param root that commands are run in; null for the run's folder
   * @param grace between SIGTERM and SIGKILL
   */
  CommandRecipe(AssayClient client, Wire.LeasedJob job, @Nullable Path root, Duration grace) {
    this.client = client;
    this.job = job;
    this.root = root;
    this.grace = grace;
  }

  /** As an agent offers it, which has it done elsewhere. */
  static Recipe offered() {
    return new Recipe() {
      @Override
      public ObjectNode schema() {
        return CommandParams.schema();
      }

      @Override
      public Ending run(ObjectNode params, Path folder, RunRecorder run, Supplier<Wish> wish) {
        throw new IllegalStateException("commands are run by processes of their own");
      }
    };
  }

  /** Whether the agent sets that variable itself. */
  static boolean isReserved(String variable) {
    return variable.startsWith("ASSAY_")
        || variable.equals("MLFLOW_RUN_ID")
        || variable.startsWith("MLFLOW_TRACKING_");
  }

  @Override
  public ObjectNode schema() {
    return CommandParams.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    CommandParams params = CommandParams.parse(given);
    ProcessBuilder builder = new ProcessBuilder(params.command());
    builder.directory(directory(params, folder).toFile());
    builder.environment().putAll(environment(params));
    run.start(params.tree(), Map.of());
    Process process = start(builder, params);
    var lastLines = new LastLines();
    Thread out = pump(process.getInputStream(), System.out, lastLines);
    Thread err = pump(process.getErrorStream(), System.err, lastLines);
    try {
      Optional<Ending> asked = await(process, wish);
      killRest(process);
      out.join(FOR_LAST_OUTPUT);
      err.join(FOR_LAST_OUTPUT);
      return asked.orElseGet(() -> ending(process, lastLines));
    } finally {
      process.destroyForcibly();
      killRest(process);
    }
  }

  private Path directory(CommandParams params, Path folder) throws IOException {
    if (root == null) {
      Files.createDirectories(folder);
    }
    Path base = (root == null ? folder : root).toAbsolutePath().normalize();
    Path directory =
        params.directory() == null ? base : base.resolve(params.directory()).normalize();
    if (!directory.startsWith(base)) {
      throw new IllegalArgumentException(
          "directory is %s; must be below the folder that commands are run in"
              .formatted(params.directory()));
    }
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "directory is %s; must be a folder that the agent has, there is no %s"
              .formatted(params.directory(), directory));
    }
    return directory;
  }

  /** What a program is told; a run's own variables cannot replace it. */
  private Map<String, String> environment(CommandParams params) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PYTHONUNBUFFERED", "1"); // lines are to be seen as they come
    all.putAll(params.environment());
    String server = client.server().toString();
    String run = job.runId().toString();
    all.put("ASSAY_URL", server);
    all.put("ASSAY_TOKEN", client.credentials());
    all.put("ASSAY_RUN_ID", run);
    all.put("ASSAY_ATTEMPT", String.valueOf(job.attempt()));
    all.put("ASSAY_PARAMS", params.tree().toString());
    all.put("MLFLOW_TRACKING_URI", server);
    all.put("MLFLOW_TRACKING_TOKEN", client.credentials());
    all.put("MLFLOW_RUN_ID", run);
    return all;
  }

  private static Process start(ProcessBuilder builder, CommandParams params) throws IOException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "command[0] is %s; must be a program that can be run: %s"
              .formatted(params.command().getFirst(), e.getMessage()),
          e);
    }
    process.getOutputStream().close(); // it reads nothing
    return process;
  }

  /** How it was asked to end; empty when it ended by itself. */
  private Optional<Ending> await(Process process, Supplier<Wish> wish) throws InterruptedException {
    Wish heard = Wish.GO_ON;
    long askedAt = 0; // of System.nanoTime, once something else was heard
    while (!process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
      Wish now = wish.get();
      if (now.compareTo(heard) > 0) {
        heard = now;
        askedAt = System.nanoTime();
        terminate(process);
      }
      if (heard != Wish.GO_ON && System.nanoTime() - askedAt > grace.toNanos()) {
        process.toHandle().destroyForcibly();
        killRest(process);
      }
    }
    return switch (heard) {
      case GO_ON -> Optional.empty();
      case PAUSE -> Optional.of(Ending.PAUSED);
      case STOP -> Optional.of(Ending.STOPPED);
    };
  }

  /** Through handles, for {@link Process#destroy} would close its output before it has ended. */
  private static void terminate(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy();
  }

  /** What it has started goes with it. */
  private static void killRest(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    ProcessSession.kill(ProcessHandle.current());
  }

  private static Ending ending(Process process, LastLines lastLines) {
    int exitCode = process.exitValue();
    if (exitCode != 0) {
      throw new TrainingFailed(
          LastWords.of("the command", exitCode, lastLines.get(), false, Optional.empty()));
    }
    return Ending.DONE;
  }

  /** Prints what the program prints, from where it is recorded, without the agent's token. */
  private Thread pump(InputStream in, PrintStream to, LastLines lastLines) {
    String token = client.under(null).credentials();
    var lines =
        new LineSplitter(
            to.charset(),
            line -> {
              String clean = line.replace(token, HIDDEN);
              lastLines.add(clean);
              to.println(clean);
            });
    return Thread.ofVirtual()
        .start(
            () -> {
              byte[] bytes = new byte[8192];
              try (in) {
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                  lines.add(bytes, 0, read);
                }
              } catch (IOException e) {
                Thread.currentThread().interrupt(); // the process was killed: nothing more comes
              }
              lines.end();
            });
  }
}
