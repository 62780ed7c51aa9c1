package dev.assay.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a machine's NVIDIA GPUs by calling {@code nvidia-smi}. Where that is missing, fails or does
 * not answer in time, a line says so and it is not called again. Not safe for use by several
 * threads.
 */
final class NvidiaSmi {

  private static final Logger log = LoggerFactory.getLogger(NvidiaSmi.class);
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 1 << 16;

  /** What is asked for, after the GPU's index, and the factor to our unit. */
  private enum Field {
    UTILIZATION("utilization.gpu", "utilization_percent", 1),
    MEMORY_USED("memory.used", "memory_used_bytes", 1 << 20),
    MEMORY_TOTAL("memory.total", "memory_total_bytes", 1 << 20),
    POWER("power.draw", "power_watts", 1),
    TEMPERATURE("temperature.gpu", "temperature_celsius", 1);

    final String query;
    final String metric;
    final double factor;

    Field(String query, String metric, double factor) {
      this.query = query;
      this.metric = metric;
      this.factor = factor;
    }
  }

  private final List<String> command;
  private final Duration timeToAnswer;
  private boolean givenUp;

  NvidiaSmi() {
    this("nvidia-smi", TIME_TO_ANSWER);
  }

  NvidiaSmi(String program, Duration timeToAnswer) {
    var query = new StringBuilder("--query-gpu=index");
    for (Field field : Field.values()) {
      query.append(',').append(field.query);
    }
    this.command = List.of(program, query.toString(), "--format=csv,noheader,nounits");
    this.timeToAnswer = timeToAnswer;
  }

  /** The metrics of all GPUs, by name; what a GPU does not tell is not there. */
  Map<String, Double> read() throws InterruptedException {
    if (givenUp) {
      return Map.of();
    }
    try {
      return parse(answer());
    } catch (IOException e) {
      givenUp = true;
      log.info("GPUs are not measured: {}", e.getMessage());
      return Map.of();
    }
  }

  private String answer() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      process.getOutputStream().close();
      if (!process.waitFor(timeToAnswer.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s did not answer within %d ms"
                .formatted(command.getFirst(), timeToAnswer.toMillis()));
      }
      String answer = new String(out.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        String first = answer.lines().findFirst().orElse("");
        throw new IOException(
            "%s ended with %d: %s".formatted(command.getFirst(), process.exitValue(), first));
      }
      return answer;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * Reads lines such as {@code 0, 97, 30210, 40960, 251.33, [N/A]}.
   *
   * @throws IOException for what are no such lines
   */
  static SequencedMap<String, Double> parse(String answer) throws IOException {
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    for (String line : answer.lines().toList()) {
      String[] cells = line.split(",", -1);
      if (cells.length != 1 + Field.values().length || !cells[0].strip().matches("\\d{1,3}")) {
        throw new IOException("nvidia-smi answered what is no line of a GPU: " + line.strip());
      }
      for (Field field : Field.values()) {
        number(cells[1 + field.ordinal()])
            .ifPresent(
                value ->
                    metrics.put(
                        "system/gpu.%s/%s".formatted(cells[0].strip(), field.metric),
                        value * field.factor));
      }
    }
    return metrics;
  }

  /** Empty for [N/A], [Not Supported], [Unknown Error] and their like. */
  private static OptionalDouble number(String cell) {
    String text = cell.strip();
    return text.matches("\\d+(\\.\\d+)?")
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
