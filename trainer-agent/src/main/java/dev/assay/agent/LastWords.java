package dev.assay.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of a process that has ended without a word of its own, for people. */
final class LastWords {

  /** Exit codes of what a signal ended are this and the signal's number. */
  private static final int SIGNALLED = 128;

  private static final int SIGKILL = 9;

  /** Those of Linux that end processes: signal(7). */
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(SIGKILL, "SIGKILL"),
          Map.entry(10, "SIGUSR1"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(12, "SIGUSR2"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(25, "SIGXFSZ"),
          Map.entry(31, "SIGSYS"));

  private static final String JAVA_HEAP = "java.lang.OutOfMemoryError";

  private LastWords() {}

  /**
   * How a process ended: {@code ended with exit code 3}, {@code was ended by SIGKILL}.
   *
   * @param exitCode as {@link Process#exitValue} has it
   */
  static String ending(int exitCode) {
    String signal = SIGNALS.get(exitCode - SIGNALLED);
    return signal == null ? "ended with exit code " + exitCode : "was ended by " + signal;
  }

  /**
   * All in one text.
   *
   * @param who {@code the job's process}
   * @param memoryKills whether the kernel has ended a process for lack of memory meanwhile
   * @param crash what the JVM wrote of its own crash
   */
  static String of(
      String who, int exitCode, List<String> lines, boolean memoryKills, Optional<String> crash) {
    var text = new StringBuilder(who).append(' ').append(ending(exitCode));
    if (lines.stream().anyMatch(line -> line.contains(JAVA_HEAP))) {
      text.append(": it ran out of memory (its heap is what --job-memory says)");
    } else if (exitCode == SIGNALLED + SIGKILL) {
      text.append(
          memoryKills
              ? ", by the kernel for lack of memory"
              : ": somebody has killed it, or its machine or container ran out of memory");
    }
    crash.ifPresent(cause -> text.append(": ").append(cause));
    if (!lines.isEmpty()) {
      text.append(". Its last lines: ").append(String.join(" | ", lines));
    }
    return text.toString();
  }
}
