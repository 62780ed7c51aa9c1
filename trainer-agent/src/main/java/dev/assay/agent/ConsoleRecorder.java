package dev.assay.agent;

import dev.assay.recipes.PredictionFile;
import dev.assay.recipes.RunRecorder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records a run as lines of text. On a terminal the last line is a progress bar, elsewhere there is
 * a line every few seconds.
 */
final class ConsoleRecorder implements RunRecorder {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
  private static final Duration BETWEEN_BARS = Duration.ofMillis(200);

  private final Consumer<String> lines;
  private final Consumer<ProgressLine> progress;
  private final Duration between;
  private final InstantSource clock;
  private final Consumer<ObjectNode> onStart;
  private final Map<String, Double> latest = new HashMap<>();
  private long latestStep;
  private long steps;
  private Instant startedAt;
  private double before = Double.NaN; // the share at the first progress
  private Instant nextAt;

  private ConsoleRecorder(
      Consumer<String> lines,
      Consumer<ProgressLine> progress,
      Duration between,
      InstantSource clock,
      Consumer<ObjectNode> onStart) {
    this.lines = lines;
    this.progress = progress;
    this.between = between;
    this.clock = clock;
    this.onStart = onStart;
    this.startedAt = clock.instant();
    this.nextAt = startedAt;
  }

  /**
   * Lines only.
   *
   * @param onStart takes all params once the recipe begins
   */
  static ConsoleRecorder plain(PrintStream out, InstantSource clock, Consumer<ObjectNode> onStart) {
    return new ConsoleRecorder(
        out::println, line -> out.println(line.plain()), BETWEEN_LINES, clock, onStart);
  }

  /**
   * A bar below the lines.
   *
   * @param columns of the terminal
   */
  static ConsoleRecorder on(
      Terminal terminal, int columns, InstantSource clock, Consumer<ObjectNode> onStart) {
    return new ConsoleRecorder(
        terminal::println, line -> terminal.show(line.bar(columns)), BETWEEN_BARS, clock, onStart);
  }

  @Override
  public void start(ObjectNode params, Map<String, String> tags) {
    onStart.accept(params);
    lines.accept("params " + params);
    tags(tags);
    steps = steps(params.path("training"));
    startedAt = clock.instant();
  }

  /** 0 when another budget is given, or this is no training. */
  private static long steps(JsonNode training) {
    boolean otherBudget =
        Stream.of("tokens", "flops", "minutes").anyMatch(name -> training.path(name).isNumber());
    return otherBudget ? 0 : training.path("steps").asLong(0);
  }

  @Override
  public void metric(String name, long step, double value) {
    latest.put(name, value);
    latestStep = Math.max(latestStep, step);
    if (name.startsWith("val/") || name.startsWith("mc/")) { // what is measured now and then
      lines.accept("step %d  %s %.4f".formatted(step, name, value));
    }
  }

  @Override
  public void progress(double done) {
    Instant now = clock.instant();
    if (Double.isNaN(before)) {
      before = done;
    }
    if (now.isBefore(nextAt) && done < 1) {
      return;
    }
    nextAt = now.plus(between);
    Duration elapsed = Duration.between(startedAt, now);
    progress.accept(new ProgressLine(done, before, latestStep, steps, elapsed, Map.copyOf(latest)));
  }

  @Override
  public void sample(int step, String prompt, String text) {
    lines.accept("step " + step + "  sample: " + text);
  }

  /** There is nowhere to bring it: the files are on this machine. */
  @Override
  public void upload(String path, Path fileOrFolder) {
    lines.accept("kept " + path + " in " + fileOrFolder);
  }

  /** There is nobody to compute them; the recipe's own metrics are lines already. */
  @Override
  public void evaluation(PredictionFile predictions) {}

  @Override
  public boolean download(String path, Path folder) {
    return false;
  }

  @Override
  public boolean downloadFrom(String run, String path, Path folder) {
    return false;
  }

  @Override
  public void tags(Map<String, String> tags) {
    tags.forEach((name, value) -> lines.accept("tag " + name + " " + value));
  }
}
