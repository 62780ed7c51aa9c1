package dev.assay.agent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Option of the commands that a launcher starts: to end when it ends, however that ends. */
final class ParentProcess {

  private static final Logger log = LoggerFactory.getLogger(ParentProcess.class);

  @Option(
      names = "--exit-with-parent",
      paramLabel = "PID",
      description = "End when that process ends.")
  private @Nullable Long pid;

  /**
   * Does nothing without the option.
   *
   * @throws IllegalArgumentException when there is no such process
   */
  void exitWith() {
    if (pid == null) {
      return;
    }
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--exit-with-parent is " + pid + "; there is no such process"));
    var unused =
        process
            .onExit()
            .thenRun(
                () -> {
                  log.info("process {} has ended", pid);
                  System.exit(ExitCode.OK);
                });
  }
}
