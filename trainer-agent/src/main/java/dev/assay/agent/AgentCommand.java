package dev.assay.agent;

import dev.assay.model.ComputeDevice;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
    description =
        "Does the jobs of a server, each in a process of its own, until it is told to end.")
final class AgentCommand implements Callable<Integer> {

  /** Beyond the jobs' grace time: those that were in vain are killed and handed back. */
  private static final Duration FOR_LAST_WORDS = Duration.ofSeconds(8);

  private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9._:/=-]{0,62}";
  private static final String MEMORY = "[1-9][0-9]*[kmgKMG]?";
  private static final int MOST_SLOTS = 256;

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private JobOptions jobs = new JobOptions();

  @Option(names = "--name", paramLabel = "N", description = "The agent's name (the host's).")
  private @Nullable String name;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many jobs it does at once (${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--label",
      paramLabel = "L",
      description = "What jobs may ask for, such as gpu or host=a; may be repeated.")
  private List<String> labels = List.of();

  @Option(
      names = "--job-memory",
      paramLabel = "SIZE",
      description =
          "Java heap of each job's process, such as 4g (a quarter of the memory). What the engine"
              + " and commands use comes on top.")
  private @Nullable String jobMemory;

  @Mixin private ParentProcess parent = new ParentProcess();

  @Override
  public Integer call() throws IOException {
    check();
    AssayClient client = server.client();
    var spools = new Spools(engine.spoolFolder(), jobs.spoolBytes(), Clock.systemUTC());
    var launch = new ChildJob.Launch(jobCommand(), jobs.grace(), engine.crashFolder());
    var loop =
        new AgentLoop(
            client,
            self(),
            jobs.recipes(engine),
            lease -> new ChildJob(client, lease, launch, spools, Clock.systemUTC()),
            spools,
            Clock.systemUTC());
    try (var signal =
        new StopOnSignal(loop::shutdown, jobs.grace().plus(FOR_LAST_WORDS), loop::whatEndsIt)) {
      parent.exitWith();
      loop.run();
    }
    return ExitCode.OK;
  }

  private void check() {
    jobs.check();
    if (slots < 1 || slots > MOST_SLOTS) {
      throw new IllegalArgumentException(
          "--slots is %d; must be 1 to %d".formatted(slots, MOST_SLOTS));
    }
    for (String label : labels) {
      if (!label.matches(LABEL)) {
        throw new IllegalArgumentException(
            "--label is %s; must be 1 to 63 letters, digits or any of . _ : / = -, the first a"
                    .formatted(label)
                + " letter or digit");
      }
    }
    if (jobMemory != null && !jobMemory.matches(MEMORY)) {
      throw new IllegalArgumentException(
          "--job-memory is %s; must be a size such as 512m or 4g".formatted(jobMemory));
    }
  }

  /** What starts a job's process; the token is not in it. */
  private List<String> jobCommand() {
    List<String> command = new ArrayList<>(JobProgram.java(jobMemory));
    command.add(Main.class.getName());
    command.add("job");
    command.add("--server=" + server.address());
    command.add("--name=" + nameOrHost());
    command.add("--slots=" + slots);
    command.addAll(engine.asArguments());
    command.addAll(jobs.asArguments());
    return command;
  }

  private String nameOrHost() {
    return name == null ? Host.name() : name;
  }

  private Wire.AgentRegister self() {
    ComputeDevice cpu = ComputeDevice.cpu();
    return new Wire.AgentRegister(
        nameOrHost(),
        Version.text(),
        Host.name(),
        List.of(new Wire.Device(cpu.kind().wireName(), cpu.name(), cpu.count(), cpu.memoryBytes())),
        null,
        labels,
        slots,
        null);
  }
}
