package dev.assay.agent;

import java.nio.file.Path;
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
      description = "CPU threads of the engine (as many as there are cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Must come before anything that touches a tensor: the engine reads these once. */
  void apply() {
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
    return threads;
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
