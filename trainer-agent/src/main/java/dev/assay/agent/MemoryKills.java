package dev.assay.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many processes the kernel has ended for lack of memory, as Linux counts them. */
final class MemoryKills {

  /** Of this process's cgroup (version 2) where it is its own root, as in a container. */
  private static final Path OF_CONTAINER = Path.of("/sys/fs/cgroup/memory.events");

  /** Of the machine. */
  private static final Path OF_MACHINE = Path.of("/proc/vmstat");

  private static final String COUNTER = "oom_kill ";

  private MemoryKills() {}

  /** 0 where it is not counted. */
  static long count() {
    return count(OF_CONTAINER) + count(OF_MACHINE);
  }

  private static long count(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(COUNTER))
          .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length()).strip()))
          .sum();
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
