package dev.assay.agent;

import dev.assay.model.ComputeDevice;
import dev.assay.recipes.Pretrain;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = "Does the jobs of a server until it is told to end.")
final class AgentCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(AgentCommand.class);

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--name", paramLabel = "N", description = "The agent's name (the host's).")
  private @Nullable String name;

  @Option(
      names = "--exit-with-parent",
      paramLabel = "PID",
      description = "End when that process ends.")
  private @Nullable Long parent;

  @Override
  public Integer call() throws IOException {
    engine.apply();
    AssayClient client = server.client();
    var loop =
        new AgentLoop(
            client,
            self(),
            Map.of("pretrain", new Pretrain()),
            run -> engine.runFolder(run.toString()),
            Clock.systemUTC());
    try (var signal = new StopOnSignal(loop::shutdown)) {
      endWithParent();
      loop.run();
    }
    return ExitCode.OK;
  }

  private void endWithParent() {
    if (parent == null) {
      return;
    }
    ProcessHandle process =
        ProcessHandle.of(parent)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--exit-with-parent is " + parent + "; there is no such process"));
    var unused =
        process
            .onExit()
            .thenRun(
                () -> {
                  log.info("process {} has ended", parent);
                  System.exit(ExitCode.OK);
                });
  }

  private Wire.AgentRegister self() {
    String host = host();
    ComputeDevice cpu = ComputeDevice.cpu();
    return new Wire.AgentRegister(
        name == null ? host : name,
        Version.text(),
        host,
        List.of(
            new Wire.Device(cpu.kind().wireName(), cpu.name(), cpu.count(), cpu.memoryBytes())));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
