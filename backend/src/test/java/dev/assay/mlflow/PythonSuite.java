package dev.assay.mlflow;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Tests in Python, run by pytest in a virtual environment that is made once under {@code target}.
 */
final class PythonSuite {
  private static final Path SOURCES = Path.of("src/test/python").toAbsolutePath();
  private static final Path ENVIRONMENT = Path.of("target/python").toAbsolutePath();
  private static final Path REQUIREMENTS = SOURCES.resolve("requirements.txt");
  private static final Path INSTALLED = ENVIRONMENT.resolve("installed.txt");
  private static final Path REPORT = Path.of("target/python-tests.xml").toAbsolutePath();
  private static final Path LOG = Path.of("target/python-tests.log").toAbsolutePath();
  private static final int INSTALLED_WITHIN_MINUTES = 10;
  private static final int DONE_WITHIN_MINUTES = 10;

  private PythonSuite() {}

  /**
   * What became of one test.
   *
   * @param failure null when it succeeded
   * @param skipped why it was not run; null when it was
   */
  record Outcome(String name, @Nullable String failure, @Nullable String skipped) {}

  /** Makes the environment where it is not there yet; returns why it cannot be had. */
  static Optional<String> prepare() throws IOException, InterruptedException {
    String wanted = Files.readString(REQUIREMENTS);
    if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(wanted)) {
      return Optional.empty();
    }
    Optional<String> problem = run(List.of("python3", "-m", "venv", ENVIRONMENT.toString()));
    if (problem.isEmpty()) {
      problem =
          run(
              List.of(
                  python(),
                  "-m",
                  "pip",
                  "install",
                  "--quiet",
                  "--disable-pip-version-check",
                  "--retries",
                  "1",
                  "-r",
                  REQUIREMENTS.toString()));
    }
    if (problem.isEmpty()) {
      Files.writeString(INSTALLED, wanted);
    }
    return problem;
  }

  private static String python() {
    return ENVIRONMENT.resolve("bin/python").toString();
  }

  private static Optional<String> run(List<String> command)
      throws IOException, InterruptedException {
    String what = String.join(" ", command);
    Process process;
    try {
      process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file(LOG)).start();
    } catch (IOException e) {
      return Optional.of(what + ": " + e.getMessage());
    }
    if (!process.waitFor(INSTALLED_WITHIN_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return Optional.of(what + ": not done after %d min".formatted(INSTALLED_WITHIN_MINUTES));
    }
    return process.exitValue() == 0
        ? Optional.empty()
        : Optional.of(what + ": " + Files.readString(LOG).strip());
  }

  private static File file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    return path.toFile();
  }

  /** Runs all tests; one for which pytest has no outcome is a failure of its own. */
  static List<Outcome> outcomes(Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.deleteIfExists(REPORT);
    ProcessBuilder builder =
        new ProcessBuilder(
                python(),
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-o",
                "junit_family=xunit1",
                "--junit-xml=" + REPORT,
                SOURCES.toString())
            .directory(file(REPORT).getParentFile())
            .redirectErrorStream(true)
            .redirectOutput(file(LOG));
    builder.environment().keySet().removeIf(name -> name.startsWith("MLFLOW"));
    builder.environment().remove("PYTHONPATH");
    builder.environment().putAll(environment);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
    builder.environment().put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    builder.environment().put("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true");
    builder.environment().put("GIT_PYTHON_REFRESH", "quiet");
    Process pytest = builder.start();
    if (!pytest.waitFor(DONE_WITHIN_MINUTES, TimeUnit.MINUTES)) {
      pytest.destroyForcibly();
    }
    List<Outcome> outcomes = Files.exists(REPORT) ? read(REPORT) : new ArrayList<>();
    if (outcomes.isEmpty()) {
      outcomes.add(new Outcome("pytest", Files.readString(LOG), null));
    }
    return outcomes;
  }

  private static List<Outcome> read(Path report) throws IOException {
    NodeList cases;
    try {
      cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("testcase");
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(e);
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String file = test.getAttribute("classname").replaceAll(".*test_", "");
      @Nullable String failure = text(test, "failure");
      outcomes.add(
          new Outcome(
              file + ": " + test.getAttribute("name").replaceFirst("^test_", "").replace('_', ' '),
              failure == null ? text(test, "error") : failure,
              message(test, "skipped")));
    }
    return outcomes;
  }

  private static @Nullable String text(Element test, String child) {
    NodeList found = test.getElementsByTagName(child);
    return found.getLength() == 0 ? null : found.item(0).getTextContent();
  }

  private static @Nullable String message(Element test, String child) {
    NodeList found = test.getElementsByTagName(child);
    return found.getLength() == 0 ? null : ((Element) found.item(0)).getAttribute("message");
  }
}
