package dev.assay.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * CPU time of a server and of its database: the postmaster with all of that one's children, those
 * that have ended included. Linux only; NaN elsewhere.
 */
public final class Cpu {
  private static final Path PROCESSES = Path.of("/proc");
  private static final double TICKS_PER_SECOND = 100; // of user space, on every Linux of today
  // fields of stat, counted from the one after the name of the command
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int USER_OF_ENDED_CHILDREN = 13;
  private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

  private final DoubleSupplier server;
  private final String postmaster;

  private Cpu(DoubleSupplier server, Path database) throws IOException {
    this.server = server;
    try (Stream<String> lines = Files.lines(database.resolve("postmaster.pid"))) {
      postmaster = lines.findFirst().orElseThrow().strip();
    }
  }

  /**
   * The server is this process.
   *
   * @param database its folder
   */
  static Cpu ofThisProcess(Path database) throws IOException {
    OperatingSystemMXBean self =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Cpu(() -> self.getProcessCpuTime() / 1e9, database);
  }

  /**
   * @param database its folder
   */
  public static Cpu of(long pid, Path database) throws IOException {
    return new Cpu(
        () -> sum(stat(PROCESSES.resolve(Long.toString(pid))), USER, SYSTEM) / TICKS_PER_SECOND,
        database);
  }

  /** Of both. */
  public double seconds() throws IOException {
    return ofServer() + ofDatabase();
  }

  public double ofServer() {
    return server.getAsDouble();
  }

  double ofDatabase() throws IOException {
    if (!Files.isDirectory(PROCESSES.resolve(postmaster))) {
      return Double.NaN;
    }
    long ticks = 0;
    try (Stream<Path> processes = Files.list(PROCESSES)) {
      for (Path process : processes.filter(Cpu::isProcess).toList()) {
        List<String> stat = stat(process);
        if (process.endsWith(postmaster)) {
          ticks += sum(stat, USER, SYSTEM, USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN);
        } else if (!stat.isEmpty() && stat.get(PARENT).equals(postmaster)) {
          ticks += sum(stat, USER, SYSTEM);
        }
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static boolean isProcess(Path path) {
    return Character.isDigit(path.getFileName().toString().charAt(0));
  }

  private static List<String> stat(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    } catch (IOException e) {
      return List.of(); // it has ended
    }
  }

  private static long sum(List<String> stat, int... fields) {
    long sum = 0;
    for (int field : fields) {
      sum += Long.parseLong(stat.get(field));
    }
    return sum;
  }
}
