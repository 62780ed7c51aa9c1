package dev.assay.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What is measured on. */
public final class Machine {
  private Machine() {}

  public static void print(Path folder) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    FileStore disk = Files.getFileStore(folder);
    Figures.note(
        "%s, %d cores, %.0f GB of memory, %s with %.0f GB free",
        processor(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize() / 1e9,
        disk.type(),
        disk.getUsableSpace() / 1e9);
    Figures.note(
        "%s %s; load before: %.2f",
        system.getName(), System.getProperty("os.version"), system.getSystemLoadAverage());
    Figures.note(
        "%s %s; flags: %s",
        System.getProperty("java.vendor"),
        Runtime.version(),
        String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /**
   * @throws IllegalStateException when there is less room than a section needs
   */
  public static void checkRoom(Path folder, int gigabytes) throws IOException {
    double free = Files.getFileStore(folder).getUsableSpace() / 1e9;
    if (free < gigabytes) {
      throw new IllegalStateException(
          "%.0f GB are free in %s; this needs %d GB (TMPDIR chooses another place)"
              .formatted(free, folder, gigabytes));
    }
  }
}
