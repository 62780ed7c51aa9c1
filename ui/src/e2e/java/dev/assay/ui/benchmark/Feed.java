package dev.assay.ui.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A run that trains: a batch of points of all of its metrics every second, until it is closed. */
final class Feed implements AutoCloseable {
  private static final int STEPS_A_SECOND = 5;
  private static final int STEPS_BEFORE = 2000;

  private final Api api;
  private final List<String> metrics;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long step;
  final String run;

  Feed(Api api, int metrics) {
    this.api = api;
    this.metrics = IntStream.range(0, metrics).mapToObj("train/metric_%02d"::formatted).toList();
    this.run = api.post("/runs", "{\"experiment\": \"live\", \"name\": \"training\"}").get("id").asString();
    log(STEPS_BEFORE);
    clock.scheduleAtFixedRate(() -> log(STEPS_A_SECOND), 1, 1, TimeUnit.SECONDS);
  }

  private void log(int steps) {
    List<Long> all = LongStream.range(step, step + steps).boxed().toList();
    step += steps;
    String body =
        metrics.stream()
            .map(
                metric ->
                    "{\"name\": \"%s\", \"steps\": %s, \"values\": [%s]}"
                        .formatted(
                            metric, all, all.stream().map(s -> value(metric, s)).collect(Collectors.joining(","))))
            .collect(Collectors.joining(",", "{\"metrics\": [", "]}"));
    api.post("/runs/" + run + "/metrics", body);
  }

  private static String value(String metric, long step) {
    double noise = ((metric.hashCode() * 31L + step * 2_654_435_761L) & 0xFFFF) / 65_536.0;
    return String.format(Locale.ROOT, "%.5f", 2 + 8 / Math.sqrt(step + 1) + 0.1 * noise);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    api.post("/runs/" + run + "/finish", "{\"status\": \"FINISHED\"}");
  }
}
