package dev.assay.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Where tensors live and are computed: every decision that depends on the kind of device is made
 * here.
 *
 * @param kind CPU or CUDA
 * @param number of a GPU, from 0
 * @param name what it calls itself
 * @param count cores of a CPU, 1 for a GPU
 * @param memoryBytes all of its memory
 */
public record ComputeDevice(Kind kind, int number, String name, int count, long memoryBytes) {

  /** Kinds of devices; {@code wireName} is what the server is told. */
  public enum Kind {
    CPU("cpu"),
    CUDA("cuda");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }

  /** What a user may ask for. */
  public static final List<String> CHOICES = List.of("auto", "cpu", "cuda");

  /** By name: what a device reaches does not change, and measuring takes a second. */
  private static final Map<String, Double> MEASURED = new ConcurrentHashMap<>();

  /**
   * Picks a device: {@code auto} is CUDA where there is any, else the CPU.
   *
   * @throws IllegalArgumentException for another word, or for cuda where there is none
   */
  public static ComputeDevice select(String choice) {
    return switch (choice) {
      case "cpu" -> cpu();
      case "cuda" -> {
        if (!hasCuda()) {
          throw new IllegalArgumentException(
              "device is cuda, but this machine or this build has none; use cpu or auto");
        }
        yield cuda();
      }
      case "auto" -> hasCuda() ? cuda() : cpu();
      default ->
          throw new IllegalArgumentException(
              "device is %s; must be one of %s".formatted(choice, String.join(", ", CHOICES)));
    };
  }

  /** This machine's CPU, known without loading the engine. */
  public static ComputeDevice cpu() {
    return new ComputeDevice(
        Kind.CPU,
        0,
        cpuName(),
        Runtime.getRuntime().availableProcessors(),
        operatingSystem().getTotalMemorySize());
  }

  private static boolean hasCuda() {
    return Engine.getEngine("PyTorch").getGpuCount() > 0;
  }

  private static ComputeDevice cuda() {
    long bytes = CudaUtils.getGpuMemory(Device.gpu()).getMax();
    String name = cudaName().orElseGet(() -> "CUDA " + CudaUtils.getComputeCapability(0));
    return new ComputeDevice(Kind.CUDA, 0, name, 1, bytes);
  }

  /** The engine does not tell what a GPU is called; its driver's tool does. */
  private static Optional<String> cudaName() {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      try (var lines = process.inputReader()) {
        return lines.lines().findFirst().map(String::strip).filter(name -> !name.isEmpty());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Devices of this kind to share a batch between.
   *
   * @param wanted how many; 0 is all GPUs, or the one CPU
   * @throws IllegalArgumentException when there are fewer GPUs; replicas on a CPU share it, which
   *     is of use for tests only
   */
  public List<ComputeDevice> replicas(int wanted) {
    if (kind == Kind.CPU) {
      return Collections.nCopies(Math.max(1, wanted), this);
    }
    int there = Engine.getEngine("PyTorch").getGpuCount();
    if (wanted > there) {
      throw new IllegalArgumentException(
          "replicas is %d; must be at most the GPUs that there are, %d".formatted(wanted, there));
    }
    return IntStream.range(0, wanted == 0 ? there : wanted)
        .mapToObj(number -> new ComputeDevice(kind, number, name, count, memoryBytes))
        .toList();
  }

  /**
   * Most operations per second in matrix products: what its maker says where that is known, else
   * what large products reach here, in F32, measured once in this process.
   */
  public double peakFlops(Execution.Precision precision) {
    var known = PeakFlops.of(name, precision);
    if (known.isPresent()) {
      return known.getAsDouble();
    }
    return MEASURED.computeIfAbsent(name, device -> measuredPeak());
  }

  private double measuredPeak() {
    try (var peak = new MatmulPeak(this)) {
      peak.flopsPerSecond(); // warms up
      return Math.max(peak.flopsPerSecond(), peak.flopsPerSecond());
    }
  }

  /**
   * The most memory that this process ever had on it, in bytes; 0 where the system does not tell.
   */
  public long peakUsedBytes() {
    return switch (kind) {
      case CPU -> procField(Path.of("/proc/self/status"), "VmHWM", 0);
      case CUDA -> CudaUtils.getGpuMemory(djl()).getUsed();
    };
  }

  /** Memory that can still be taken, in bytes. */
  public long availableBytes() {
    return switch (kind) {
      case CPU -> availableHostBytes();
      case CUDA -> {
        var usage = CudaUtils.getGpuMemory(djl());
        yield usage.getMax() - usage.getUsed();
      }
    };
  }

  Device djl() {
    return switch (kind) {
      case CPU -> Device.cpu();
      case CUDA -> Device.gpu(number);
    };
  }

  /** Linux counts file caches as available, which the JDK's figure does not. */
  private static long availableHostBytes() {
    Path meminfo = Path.of("/proc/meminfo");
    long free = operatingSystem().getFreeMemorySize();
    boolean isLimited = // a container has less than the machine
        procField(meminfo, "MemTotal", 0) > operatingSystem().getTotalMemorySize();
    return isLimited ? free : procField(meminfo, "MemAvailable", free);
  }

  /** The resident set of this process in bytes; 0 where the system does not tell. */
  public static long residentBytes() {
    return procField(Path.of("/proc/self/status"), "VmRSS", 0);
  }

  private static long procField(Path file, String field, long otherwise) {
    return procLine(file, field).map(v -> Long.parseLong(v.split(" ")[0]) * 1024).orElse(otherwise);
  }

  private static String cpuName() {
    return procLine(Path.of("/proc/cpuinfo"), "model name").orElse(System.getProperty("os.arch"));
  }

  private static Optional<String> procLine(Path file, String field) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(field))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static OperatingSystemMXBean operatingSystem() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }
}
