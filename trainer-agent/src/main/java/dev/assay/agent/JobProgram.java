package dev.assay.agent;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JVM that does jobs: this one again, with its class path and options. */
final class JobProgram {

  /** Options that two JVMs cannot share, or that are about this one's memory. */
  private static final List<String> OF_THIS_JVM =
      List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrunjdwp", "-XX:ErrorFile=");

  private static final List<String> MEMORY =
      List.of("-Xmx", "-Xms", "-XX:MaxRAMPercentage=", "-XX:InitialRAMPercentage=");

  private JobProgram() {}

  /**
   * The command but for the main class.
   *
   * @param memory its heap; null for what this JVM was given
   */
  static List<String> java(@Nullable String memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !startsWithAny(option, OF_THIS_JVM))
        .filter(option -> memory == null || !startsWithAny(option, MEMORY))
        .forEach(command::add);
    command.add("--enable-native-access=ALL-UNNAMED"); // libtorch is a native library
    // a process that has no memory left cannot be trusted to say so; its agent does
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-CreateCoredumpOnCrash");
    if (memory != null) {
      command.add("-Xmx" + memory);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  private static boolean startsWithAny(String option, List<String> prefixes) {
    return prefixes.stream().anyMatch(option::startsWith);
  }
}
