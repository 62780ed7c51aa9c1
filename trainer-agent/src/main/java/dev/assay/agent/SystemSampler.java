package dev.assay.agent;

import com.sun.management.OperatingSystemMXBean;
import dev.assay.model.ComputeDevice;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures this process, its machine and the GPUs every 10 seconds on a thread of its own, at once
 * for the first time. A point's step is the time since the start in whole seconds.
 */
final class SystemSampler implements AutoCloseable {

  /** Takes a point. */
  @FunctionalInterface
  interface Sink {
    void log(String metric, long step, double value) throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(SystemSampler.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration TIME_TO_END = Duration.ofSeconds(1);

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ComputeDevice cpu = ComputeDevice.cpu();
  private final Sink sink;
  private final NvidiaSmi gpus;
  private final Duration interval;
  private final Thread thread;
  private boolean looked;

  SystemSampler(Sink sink, NvidiaSmi gpus) {
    this(sink, gpus, INTERVAL);
  }

  SystemSampler(Sink sink, NvidiaSmi gpus, Duration interval) {
    this.sink = sink;
    this.gpus = gpus;
    this.interval = interval;
    this.thread = Thread.ofPlatform().daemon().name("system-sampler").start(this::run);
  }

  private void run() {
    long start = System.nanoTime();
    try {
      for (long next = start; ; next += interval.toNanos()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        long step = Math.round((System.nanoTime() - start) / 1e9);
        for (Map.Entry<String, Double> metric : measure().entrySet()) {
          sink.log(metric.getKey(), step, metric.getValue());
        }
      }
    } catch (InterruptedException e) {
      log.debug("the job has ended");
    } catch (RuntimeException e) { // the work goes on without
      log.warn("the system is no longer measured: {}", Failure.oneLine(e));
    }
  }

  /** What is unknown is not there. */
  private SequencedMap<String, Double> measure() throws InterruptedException {
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    double ofProcess = 100 * system.getProcessCpuLoad();
    double ofHost = 100 * system.getCpuLoad();
    if (looked) { // it is told since the last look
      metrics.put("system/cpu_percent", ofProcess);
      metrics.put("system/host_cpu_percent", ofHost);
      metrics.values().removeIf(percent -> !(percent >= 0)); // negative or NaN: not known
    }
    looked = true;
    long resident = ComputeDevice.residentBytes();
    if (resident > 0) {
      metrics.put("system/rss_bytes", (double) resident);
    }
    long total = cpu.memoryBytes();
    metrics.put("system/host_memory_used_bytes", (double) total - cpu.availableBytes());
    metrics.put("system/host_memory_total_bytes", (double) total);
    metrics.putAll(gpus.read());
    return metrics;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TIME_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
