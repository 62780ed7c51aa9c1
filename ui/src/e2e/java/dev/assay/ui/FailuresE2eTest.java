package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a page does when something is wrong: the session has ended, the server is away, names have markup in them. */
@ServerTest
class FailuresE2eTest {
  private static final Path FOLDER = Path.of("target/screenshots");
  private static final double PATIENCE_MS = 120_000;
  private static final String HOSTILE = "<img src=x onerror=window.assayExecuted=1>";

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private Page signedIn(Browser browser, String server) {
    Page page = browser.open();
    page.setDefaultTimeout(PATIENCE_MS);
    SignIn.as(page, server, "admin", TestApi.ADMIN_PASSWORD);
    return page;
  }

  @Test
  void a_session_that_ended_leads_to_the_sign_in_page_and_back_to_the_same_address() {
    RecordedRun.start(api, "gpt sizes", "a", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, api.url(""));
      page.navigate(api.url("/experiments?q=gpt"));
      page.locator("vaadin-grid a").first().waitFor();

      // signed out in another window of the same browser
      Page other = page.context().newPage();
      other.navigate(api.url("/"));
      other.locator("vaadin-app-layout").waitFor();
      other.locator("vaadin-menu-bar-button").first().click();
      other.getByText("Sign out").click();
      other.waitForURL("**/login*");
      other.close();

      if (!page.url().contains("login")) {
        page.locator("[data-filter] input").fill("gp");
      }
      page.waitForURL("**/login*");
      page.locator("input[name=username]").fill("admin");
      page.locator("input[name=password]").fill(TestApi.ADMIN_PASSWORD);
      page.keyboard().press("Enter");
      page.waitForURL(url -> url.startsWith(api.url("/experiments?q=gp")));
      assertThat(page.locator("vaadin-grid a").first()).hasText("gpt sizes");
    }
  }

  @Test
  void a_server_that_is_started_anew_finds_the_page_and_who_is_signed_in(@TempDir Path folder) throws Exception {
    int port = freePort();
    String server = "http://127.0.0.1:" + port;
    Process first = start(port, folder);
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, server);
      page.navigate(server + "/experiments?q=no-such");
      assertThat(page.getByText("No experiment has “no-such” in its name.")).isVisible();

      stop(first);
      assertThat(page.getByText("Connection lost, trying again…")).isVisible(patiently());
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("connection-lost-light.png")));

      Process second = start(port, folder);
      try {
        assertThat(page.getByText("Connection lost, trying again…")).not().isVisible(patiently());
        assertThat(page.getByText("No experiment has “no-such” in its name.")).isVisible(patiently());
        assertThat(page.url()).isEqualTo(server + "/experiments?q=no-such");
        // and it is alive
        page.locator("[data-filter] input").fill("none-either");
        assertThat(page.getByText("No experiment has “none-either” in its name.")).isVisible(patiently());
      } finally {
        stop(second);
      }
    } finally {
      stop(first);
    }
  }

  /** A server in a process of its own, for it is really stopped. */
  private static Process start(int port, Path folder) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.assay.Assay",
            "--server.port=" + port,
            "--assay.data=" + folder.resolve("data"));
    builder.environment().put("ASSAY_ADMIN_PASSWORD", TestApi.ADMIN_PASSWORD);
    builder.environment().put("ASSAY_ADMIN_TOKEN", TestApi.ADMIN_TOKEN);
    Process server = builder.redirectErrorStream(true).redirectOutput(folder.resolve("server.log").toFile()).start();
    URI health = URI.create("http://127.0.0.1:" + port + "/health");
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4); System.nanoTime() < end; Thread.sleep(300)) {
        try {
          if (http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return server;
          }
        } catch (IOException e) {
          assertThat(server.isAlive()).as(() -> log(folder)).isTrue();
        }
      }
    }
    server.destroy();
    throw new AssertionError("the server is not up after four minutes: " + log(folder));
  }

  private static String log(Path folder) {
    try {
      return Files.readString(folder.resolve("server.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void stop(Process server) throws InterruptedException {
    server.destroy();
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void markup_in_names_is_shown_and_never_executed() {
    database.execute("truncate experiment, agent restart identity cascade");
    RecordedRun run =
        RecordedRun.start(api, HOSTILE, HOSTILE, "{\"%s\": \"%s\"}".formatted(HOSTILE, HOSTILE))
            .put("tags", "{\"%s\": \"%s\"}".formatted(HOSTILE, HOSTILE))
            .log("train/loss", 1, 20, 1, s -> 1.0 / s)
            .write("stdout", HOSTILE)
            .sample(1, HOSTILE, HOSTILE);
    RecordedRun failed = RecordedRun.start(api, HOSTILE, HOSTILE + "2", "{}").fail(HOSTILE);
    api.put("/api/v1/experiments/1/tags", "{\"%s\": \"%s\"}".formatted(HOSTILE, HOSTILE));
    api.post("/api/v1/models", TestApi.JSON.createObjectNode().put("name", HOSTILE).put("description", HOSTILE).toString());
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, api.url(""));
      for (String path :
          List.of(
              "/",
              "/experiments",
              "/experiments?q=" + encoded(HOSTILE),
              "/experiments/1",
              "/models",
              "/models/registered?name=" + encoded(HOSTILE),
              "/new-run?experiment=" + encoded(HOSTILE),
              run.path(),
              run.path() + "/config",
              run.path() + "/source",
              run.path() + "/logs",
              run.path() + "/samples",
              run.path() + "/artifacts",
              run.path() + "/system",
              run.path() + "/notes",
              failed.path(),
              "/compare?runs=" + run.id() + "," + failed.id(),
              "/" + encoded(HOSTILE))) {
        page.navigate(api.url(path));
        page.locator("vaadin-app-layout > #content").waitFor();
        page.waitForTimeout(800);
        isHarmless(page, path);
      }
      page.navigate(api.url("/experiments"));
      page.locator("vaadin-grid a").first().waitFor();
      page.keyboard().press("Control+k");
      page.locator(".palette-option").filter(new Locator.FilterOptions().setHasText(HOSTILE)).first().waitFor();
      page.keyboard().type("img");
      page.waitForTimeout(800);
      assertThat(page.locator(".palette-name").filter(new Locator.FilterOptions().setHasText(HOSTILE)).first()).isVisible();
      page.keyboard().press("Escape");
      page.locator(".row-button").first().click();
      page.getByText("Archive").last().waitFor();
      page.waitForTimeout(500);
      page.getByText("Archive").last().click();
      page.getByText("Undo").waitFor();
      isHarmless(page, "the palette and the dialog of an experiment");
    }
  }

  private static void isHarmless(Page page, String where) {
    assertThat(page.evaluate("() => window.assayExecuted ?? null")).as(where).isNull();
    assertThat(page.locator("img[src=x]").count()).as(where).isZero();
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static LocatorAssertions.IsVisibleOptions patiently() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MS);
  }
}
