package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemSamplerTest {

  private record Point(String metric, long step, double value) {}

  @TempDir Path folder;

  private final LinkedBlockingQueue<Point> points = new LinkedBlockingQueue<>();

  private SystemSampler sampler(SystemSampler.Sink sink) {
    var none = new NvidiaSmi(folder.resolve("none").toString(), Duration.ofSeconds(5));
    return new SystemSampler(sink, none, Duration.ofMillis(1100));
  }

  @Test
  void process_and_machine_are_measured_at_once_and_again() throws InterruptedException {
    try (var sampler =
        sampler((metric, step, value) -> points.add(new Point(metric, step, value)))) {
      while (points.stream().filter(p -> p.metric.equals("system/rss_bytes")).count() < 2) {
        Thread.sleep(10);
      }
    }
    List<Point> all = List.copyOf(points);
    assertThat(all)
        .extracting(Point::metric)
        .contains(
            "system/cpu_percent",
            "system/host_cpu_percent",
            "system/rss_bytes",
            "system/host_memory_used_bytes",
            "system/host_memory_total_bytes")
        .allMatch(metric -> metric.startsWith("system/"));
    assertThat(all.stream().filter(p -> p.metric.equals("system/rss_bytes")))
        .extracting(Point::step)
        .satisfies(steps -> assertThat(steps.getFirst()).isLessThan(steps.getLast()));
    assertThat(all)
        .filteredOn(p -> p.metric.endsWith("percent"))
        .allMatch(p -> p.value >= 0 && p.value <= 100);
    double total = value(all, "system/host_memory_total_bytes");
    assertThat(value(all, "system/host_memory_used_bytes")).isBetween(1.0, total);
    assertThat(value(all, "system/rss_bytes")).isBetween(1e6, total);
  }

  private static double value(List<Point> points, String metric) {
    return points.stream().filter(p -> p.metric.equals(metric)).findFirst().orElseThrow().value;
  }

  @Test
  void a_log_that_takes_nothing_ends_the_measuring_and_nothing_else() throws InterruptedException {
    try (var sampler =
        sampler(
            (metric, step, value) -> {
              points.add(new Point(metric, step, value));
              throw new IllegalStateException("the log is closed");
            })) {
      assertThat(points.take().metric).startsWith("system/");
    }
    assertThat(points).isEmpty();
  }
}
