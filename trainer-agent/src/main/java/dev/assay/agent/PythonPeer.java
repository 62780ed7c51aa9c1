package dev.assay.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Python script that a benchmark is measured beside: it reads a JSON object a line and answers
 * each with one.
 */
final class PythonPeer implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private PythonPeer(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts it.
   *
   * @param python a Python that has what the script needs; empty when there is none
   * @return empty when it cannot be had
   */
  static Optional<PythonPeer> start(String python, String script, Map<String, String> environment)
      throws IOException {
    if (python.isEmpty() || !Files.isExecutable(Path.of(python))) {
      return Optional.empty();
    }
    var builder = new ProcessBuilder(python, script);
    builder.environment().putAll(environment);
    return Optional.of(
        new PythonPeer(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start()));
  }

  /** A number of the answer. */
  double ask(Map<String, ?> question, String field) {
    JsonNode value = ask(question).get(field);
    if (value == null) {
      throw new IllegalStateException("the peer gave no " + field + " for " + question);
    }
    return value.asDouble();
  }

  JsonNode ask(Map<String, ?> question) {
    try {
      questions.write(JSON.writeValueAsString(question) + "\n");
      questions.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the peer ended without an answer to " + question);
      }
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
