package dev.assay.agent;

import dev.assay.corpus.Corpora;
import dev.assay.model.ComputeDevice;
import dev.assay.recipes.Recipes;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = "Does the jobs of a server until it is told to end.")
final class AgentCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--name", paramLabel = "N", description = "The agent's name (the host's).")
  private @Nullable String name;

  @Option(
      names = "--spool-megabytes",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Disk that what runs record may take in the data folder while the server is away"
              + " (${DEFAULT-VALUE}); with 0 it waits in memory only.")
  private int spoolMegabytes;

  @Option(
      names = "--corpora",
      paramLabel = "DIR",
      description =
          "A folder whose text files jobs may train on; may be repeated. Without it jobs may train"
              + " on the WordNet glosses only.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--grace-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Time for a running job to keep a checkpoint when the agent is told to end"
              + " (${DEFAULT-VALUE}).")
  private int graceSeconds;

  @Mixin private ParentProcess parent = new ParentProcess();

  @Override
  public Integer call() throws IOException {
    if (spoolMegabytes < 0) {
      throw new IllegalArgumentException(
          "--spool-megabytes is " + spoolMegabytes + "; must be at least 0");
    }
    if (graceSeconds < 1) {
      throw new IllegalArgumentException(
          "--grace-seconds is " + graceSeconds + "; must be at least 1");
    }
    engine.apply();
    AssayClient client = server.client();
    var loop =
        new AgentLoop(
            client,
            self(),
            Recipes.all(Corpora.Below.of(corpora), engine.tokensFolder()),
            run -> engine.runFolder(run.toString()),
            new Spools(engine.spoolFolder(), (long) spoolMegabytes << 20, Clock.systemUTC()),
            Clock.systemUTC());
    try (var signal =
        new StopOnSignal(loop::shutdown, Duration.ofSeconds(graceSeconds), loop::whatEndsIt)) {
      parent.exitWith();
      loop.run();
    }
    return ExitCode.OK;
  }

  private Wire.AgentRegister self() {
    String host = Host.name();
    ComputeDevice cpu = ComputeDevice.cpu();
    return new Wire.AgentRegister(
        name == null ? host : name,
        Version.text(),
        host,
        List.of(new Wire.Device(cpu.kind().wireName(), cpu.name(), cpu.count(), cpu.memoryBytes())),
        null);
  }
}
