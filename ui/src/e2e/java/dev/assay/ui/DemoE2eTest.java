package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A tiny version of the demo with all its real parts: server, database, agent process, model, text, browser. */
@ServerTest
class DemoE2eTest {
  private static final Path AGENT_JAR = Path.of("../trainer-agent/target/assay-agent.jar");
  private static final double PATIENCE_MS = 300_000;
  private static final String TINY =
      """
      {"model": {"layers": 1, "heads": 2, "width": 32, "context": 32},
       "training": {"batch": 8, "steps": 400, "reportEvery": 10}, "optimizer": {"warmupSteps": 10},
       "evaluation": {"every": 100, "windows": 16, "sample": {"tokens": 40}}}""";

  /** {@code -Dassay.full-demo=true} trains what {@code ./assay demo} trains: for the pictures in the documentation. */
  private static final boolean FULL = Boolean.getBoolean("assay.full-demo");

  @Autowired TestApi api;
  @TempDir Path folder;

  private Process agent;

  @BeforeEach
  void an_agent_in_a_process_of_its_own() throws IOException {
    assertThat(AGENT_JAR).as("built before this module").exists();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                AGENT_JAR.toString(),
                "agent",
                "--server",
                api.url(""),
                "--name",
                "e2e",
                "--data",
                folder.resolve("agent").toString()));
    builder.environment().put("ASSAY_TOKEN", TestApi.ADMIN_TOKEN);
    agent = builder.redirectErrorStream(true).redirectOutput(folder.resolve("agent.log").toFile()).start();
  }

  @AfterEach
  void the_agent_ends_when_it_is_told_to() throws Exception {
    agent.destroy();
    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).isZero();
  }

  @Test
  void a_gpt_is_pretrained_and_watched_until_it_has_finished() throws Exception {
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      Complaints complaints = new Complaints(page, api.url(""));
      String run = submit();
      page.navigate(api.url("/runs/" + run));
      int loads = complaints.loads();

      Locator status = page.locator(".page-header .status");
      assertThat(status).hasText("Running", patiently());
      Locator chart = page.locator("assay-chart[metrics='train/loss']");
      assertThat(chart).hasAttribute("data-state", "ready", attributePatiently());
      photograph(page, run);
      assertThat(status).hasText("Finished", patiently());
      assertThat(chart).hasAttribute("data-last-step", Integer.toString(steps(run)), attributePatiently());
      assertThat(complaints.loads()).as("never loaded anew").isEqualTo(loads);
      assertThat(complaints.found()).isEmpty();

      assertThat(last(run, "val/loss")).isLessThan(last(run, "val/unigram_loss"));
      JsonNode samples = api.get("/api/v1/runs/" + run + "/samples").json().get("items");
      assertThat(samples.get(0).get("step").asInt()).isEqualTo(steps(run));
      JsonNode recorded = api.get("/api/v1/runs/" + run).json();
      assertThat(recorded.get("params").get("model").get("width").asInt()).isEqualTo(FULL ? 128 : 32);
      assertThat(recorded.get("params").get("optimizer").get("beta2").isNumber()).as("defaults are recorded too").isTrue();
      JsonNode kept = api.get("/api/v1/runs/" + run + "/artifacts?path=checkpoints/last").json().get("items");
      assertThat(kept.toString()).contains("checkpoints/last/model.safetensors");
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nthe agent said:\n" + Files.readString(folder.resolve("agent.log")), e);
    }
  }

  @Test
  void a_job_that_cannot_be_done_fails_with_the_reason_on_its_page() {
    String run =
        api.post(
                "/api/v1/jobs",
                "{\"recipe\":\"pretrain\",\"experiment\":\"tiny demo\",\"params\":{\"model\":{\"width\":16384,\"heads\":8,\"layers\":96}}}")
            .json()
            .get("runId")
            .asString();
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      page.navigate(api.url("/runs/" + run));
      assertThat(page.locator(".page-header .status")).hasText("Failed", patiently());
      assertThat(page.getByText("the model needs about").first()).isVisible();
    }
  }

  private String submit() {
    String job =
        """
        {"recipe": "pretrain", "experiment": "demo", "name": "wordnet-4x128", "params": %s}"""
            .formatted(FULL ? "{}" : TINY);
    return api.post("/api/v1/jobs", job).json().get("runId").asString();
  }

  private int steps(String run) {
    return api.get("/api/v1/runs/" + run).json().get("params").get("training").get("steps").asInt();
  }

  /** While it trains, in light and dark. */
  private void photograph(Page page, String run) throws InterruptedException {
    while (FULL && api.get("/api/v1/runs/" + run).json().get("progress").asDouble() < 0.6) {
      Thread.sleep(500);
    }
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page.waitForTimeout(1000);
      Path file = Path.of("target/screenshots/demo-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
  }

  private double last(String run, String metric) {
    for (JsonNode m : api.get("/api/v1/runs/" + run + "/metrics").json().get("metrics")) {
      if (m.get("name").asString().equals(metric)) {
        return m.get("lastValue").asDouble();
      }
    }
    throw new AssertionError("no " + metric);
  }

  private static LocatorAssertions.HasTextOptions patiently() {
    return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MS);
  }

  private static LocatorAssertions.HasAttributeOptions attributePatiently() {
    return new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE_MS);
  }
}
