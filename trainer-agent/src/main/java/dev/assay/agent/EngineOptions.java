package dev.assay.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that trains. */
final class EngineOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.assay/agent",
      description =
          "Folder for checkpoints, the spool and the engine's native libraries (${DEFAULT-VALUE}).")
  private Path data = Path.of("");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of the engine (the cores, shared out among the slots).")
  private @Nullable Integer threads;

  /** Must come before anything that touches a tensor: the engine reads these once. */
  void apply() {
    apply(1);
  }

  /**
   * The same where several processes share the cores.
   *
   * @param slots how many, at least 1
   */
  void apply(int slots) {
    int threads = threads(slots);
    if (threads < 1) {
      throw new IllegalArgumentException("--threads is " + threads + "; must be at least 1");
    }
    System.setProperty("ENGINE_CACHE_DIR", data.resolve("engine").toString());
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    // threads of the engine that wait for each other sleep: when they spin and others want the
    // cores too, training is more than ten times slower
    NativeEnvironment.setDefault("OMP_WAIT_POLICY", "PASSIVE");
  }

  /** Where tokenized corpora are kept. */
  Path tokensFolder() {
    return data.resolve("tokens");
  }

  int threads() {
    return threads(1);
  }

  private int threads(int slots) {
    return threads == null
        ? Math.max(1, Runtime.getRuntime().availableProcessors() / slots)
        : threads;
  }

  /** These options again. */
  List<String> asArguments() {
    List<String> arguments = new ArrayList<>(List.of("--data=" + data));
    if (threads != null) {
      arguments.add("--threads=" + threads);
    }
    return arguments;
  }

  /** Where JVMs write of their own crashes. */
  Path crashFolder() {
    return data.resolve("crashes");
  }

  /** Where a run leaves its files. */
  Path runFolder(String run) {
    return data.resolve("runs").resolve(run);
  }

  /** Where what runs record waits for a server that is away. */
  Path spoolFolder() {
    return data.resolve("spool");
  }
}
