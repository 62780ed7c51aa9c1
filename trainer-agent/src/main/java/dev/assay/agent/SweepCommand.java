package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "Searches over params: starts and looks after the sweeps of a server.",
    subcommands = {
      SweepCommand.Create.class,
      SweepCommand.Status.class,
      SweepCommand.ListAll.class,
      SweepCommand.Stop.class,
      SweepCommand.Pause.class,
      SweepCommand.Resume.class,
      SweepCommand.Extend.class
    })
final class SweepCommand implements Runnable {
  private static final int DECISIONS = 5;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "what to do is missing: create, status, list, stop, pause, resume or extend");
  }

  /** What all have in common. */
  private abstract static class ToServer implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    final PrintStream out = System.out;

    @Override
    public final Integer call() throws IOException, InterruptedException {
      run(server.client());
      return ExitCode.OK;
    }

    abstract void run(AssayClient client) throws IOException, InterruptedException;

    final void print(ObjectNode sweep) {
      out.println(line(sweep));
      JsonNode best = sweep.path("best");
      if (best.isObject()) {
        out.println(
            "best: trial %d, %s, of %s"
                .formatted(
                    best.path("number").asInt(), best.path("values"), best.path("configuration")));
      }
      if (sweep.path("reason").isString()) {
        out.println(sweep.path("reason").asString());
      }
    }
  }

  /** A sweep in one line. */
  static String line(JsonNode sweep) {
    JsonNode spent = sweep.path("spent");
    String budget = sweep.path("spec").path("budget").toString();
    return "%s  %-8s  %s: %d trials (%d running, %d failed, %d pruned), %s; budget %s"
        .formatted(
            sweep.path("id").asString(""),
            sweep.path("status").asString("").toLowerCase(Locale.ROOT),
            sweep.path("name").asString(""),
            spent.path("trials").asInt(0),
            sweep.path("running").asInt(0),
            sweep.path("failed").asInt(0),
            sweep.path("pruned").asInt(0),
            duration(spent.path("seconds").asDouble(0)),
            budget.isEmpty() ? "none" : budget);
  }

  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%dm %02ds".formatted(whole / 60, whole % 60)
        : "%dh %02dm".formatted(whole / 3600, whole % 3600 / 60);
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Starts a sweep. All that is wrong with its specification is told at once.")
  static final class Create extends ToServer {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        required = true,
        description = "Its specification, YAML or JSON: docs/sweeps.md.")
    private Path file = Path.of("sweep.yaml");

    @Override
    void run(AssayClient client) throws IOException, InterruptedException {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException("--file " + file + " cannot be read");
      }
      print(client.createSweep(Files.readString(file, StandardCharsets.UTF_8)));
    }
  }

  /** A command about one sweep. */
  private abstract static class OfOne extends ToServer {
    @Parameters(paramLabel = "ID", description = "Which one.")
    UUID id = new UUID(0, 0);
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "How a sweep goes, with what was decided last.")
  static final class Status extends OfOne {
    @Override
    void run(AssayClient client) throws InterruptedException {
      print(client.sweeps("/" + id));
      JsonNode decisions = client.sweeps("/" + id + "/decisions?limit=" + DECISIONS).path("items");
      for (JsonNode decision : decisions) {
        JsonNode trial = decision.path("trial");
        out.println(
            "%s  %s%s: %s"
                .formatted(
                    decision.path("at").asString(""),
                    trial.isNumber() ? "trial " + trial.asInt() + " " : "",
                    decision.path("kind").asString("").toLowerCase(Locale.ROOT).replace('_', ' '),
                    decision.path("reason").asString("")));
      }
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The sweeps of the server, the newest first.")
  static final class ListAll extends ToServer {
    @Option(names = "--limit", paramLabel = "N", description = "At most so many: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Override
    void run(AssayClient client) throws InterruptedException {
      for (JsonNode sweep : client.sweeps("?limit=" + limit).path("items")) {
        out.println(line(sweep));
      }
    }
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Ends a sweep, and the trials that run.")
  static final class Stop extends OfOne {
    @Override
    void run(AssayClient client) throws InterruptedException {
      print(client.changeSweep(id, "stop", Map.of()));
    }
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Starts nothing new; what runs goes on.")
  static final class Pause extends OfOne {
    @Override
    void run(AssayClient client) throws InterruptedException {
      print(client.changeSweep(id, "pause", Map.of()));
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "A paused sweep goes on.")
  static final class Resume extends OfOne {
    @Override
    void run(AssayClient client) throws InterruptedException {
      print(client.changeSweep(id, "resume", Map.of()));
    }
  }

  @Command(
      name = "extend",
      mixinStandardHelpOptions = true,
      description = "Gives a sweep a greater budget; one that has ended goes on.")
  static final class Extend extends OfOne {
    @Option(names = "--trials", paramLabel = "N", description = "Trials in all.")
    private @Nullable Integer trials;

    @Option(names = "--time", paramLabel = "T", description = "Of all runs together: 90m, 2h.")
    private @Nullable String time;

    @Option(names = "--flops", paramLabel = "F", description = "Operations of all runs together.")
    private @Nullable Double flops;

    @Override
    void run(AssayClient client) throws InterruptedException {
      Map<String, Object> budget = new LinkedHashMap<>();
      if (trials != null) {
        budget.put("trials", trials);
      }
      if (time != null) {
        budget.put("time", time);
      }
      if (flops != null) {
        budget.put("flops", flops);
      }
      print(client.changeSweep(id, "extend", budget));
    }
  }
}
