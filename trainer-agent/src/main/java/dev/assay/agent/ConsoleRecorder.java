package dev.assay.agent;

import dev.assay.recipes.RunRecorder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Records a run as lines of text: for work without a server. */
final class ConsoleRecorder implements RunRecorder {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

  private final PrintStream out;
  private final InstantSource clock;
  private final Map<String, Double> latest = new HashMap<>();
  private Instant startedAt;
  private Instant nextLineAt;

  ConsoleRecorder(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.nextLineAt = startedAt;
  }

  @Override
  public void start(ObjectNode params, Map<String, String> tags) {
    out.println("params " + params);
    tags.forEach((name, value) -> out.println("tag " + name + " " + value));
    startedAt = clock.instant();
  }

  @Override
  public void metric(String name, long step, double value) {
    latest.put(name, value);
    if (name.startsWith("val/")) {
      out.println("step %d  %s %.4f".formatted(step, name, value));
    }
  }

  @Override
  public void progress(double done) {
    Instant now = clock.instant();
    if (now.isBefore(nextLineAt)) {
      return;
    }
    nextLineAt = now.plus(BETWEEN_LINES);
    out.println(
        "%3.0f %%  train/loss %.4f  %,.0f tokens/s  %s left"
            .formatted(
                100 * done,
                latest.getOrDefault("train/loss", Double.NaN),
                latest.getOrDefault("tokens_per_second", Double.NaN),
                ProgressLine.timeLeft(Duration.between(startedAt, now), done)));
  }

  @Override
  public void sample(int step, String prompt, String text) {
    out.println("step " + step + "  sample: " + text);
  }

  /** The files stay where they are. */
  @Override
  public void upload(String path, Path fileOrFolder) {}

  @Override
  public boolean download(String path, Path folder) {
    return false;
  }

  @Override
  public void tags(Map<String, String> tags) {
    tags.forEach((name, value) -> out.println("tag " + name + " " + value));
  }
}
