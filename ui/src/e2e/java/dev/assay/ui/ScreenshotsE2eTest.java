package dev.assay.ui;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Pictures of every view in {@code target/screenshots}, to be judged by eye. */
@ServerTest
class ScreenshotsE2eTest {
  private static final Path FOLDER = Path.of("target/screenshots");

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private record Window(String name, Page page) {}

  @Test
  void every_view_is_photographed() {
    try (Browser browser = new Browser()) {
      List<Window> windows =
          List.of(
              new Window("light", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.LIGHT)),
              new Window("dark", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.DARK)),
              new Window("phone", browser.open(390, 844, ColorScheme.LIGHT)));
      shoot(windows, "sign-in", "/login", "input[name=username]");
      shoot(windows, "sign-in-failed", "/login?error", "input[name=username]");
      windows.forEach(w -> SignIn.as(w.page(), api.url(""), "admin", TestApi.ADMIN_PASSWORD));
      empty(windows);
      someRuns(windows);
      manyRuns(windows);
    }
  }

  private void empty(List<Window> windows) {
    database.execute("truncate experiment, agent restart identity cascade");
    shoot(windows, "home-empty", "/", ".first-run");
    shoot(windows, "experiments-empty", "/experiments", ".nothing");
    shoot(windows, "not-found", "/runs/00000000-0000-7000-8000-000000000000", ".error-page");
  }

  private void someRuns(List<Window> windows) {
    RecordedRun finished = Trainings.finished(api, "gpt-small", "baseline", 1);
    RecordedRun failed = Trainings.failed(api, "gpt-small", "high-lr");
    RecordedRun running = Trainings.running(api, "gpt-small", "wider");
    Trainings.agent(api);
    api.post("/api/v1/jobs", Trainings.JOB);
    shoot(windows, "home", "/", ".running-row");
    shoot(windows, "experiments", "/experiments", "vaadin-grid a");
    shoot(windows, "experiment", "/experiments/1", "vaadin-grid a");
    shoot(windows, "run", running.path(), "assay-chart[data-state=ready]");
    shoot(windows, "run-smoothed", running.path() + "?smoothing=80&scale=log", "assay-chart[data-state=ready]");
    shoot(windows, "run-failed", failed.path(), "assay-chart[data-state=ready]");
    shoot(windows, "run-long", finished.path() + "?q=loss", "assay-chart[data-state=ready]");
    shoot(windows, "run-config", running.path() + "/config", "vaadin-grid code");
    shoot(windows, "run-logs", running.path() + "/logs", ".log-line");
    shoot(windows, "run-logs-search", running.path() + "/logs?q=loss+2&line=400", ".log-found .log-line");
    shoot(windows, "run-logs-empty", failed.path() + "/logs", ".command");
    shoot(windows, "run-samples", running.path() + "/samples", ".samples .card");
    shoot(windows, "run-system", running.path() + "/system", "assay-chart[data-state=ready]");
    shoot(windows, "new-run", "/new-run?experiment=gpt-small", ".param-form");
    hover(windows.getFirst().page(), running);
    keys(windows.getFirst().page());
  }

  private void manyRuns(List<Window> windows) {
    for (int i = 0; i < 1000; i++) {
      RecordedRun.start(
              api,
              "sweep",
              "trial-%04d".formatted(i),
              "{\"lr\": %s, \"model\": {\"width\": %d}, \"seed\": %d}".formatted((i % 7 + 1) * 1e-4, 64 << i % 4, i))
          .log("train/loss", 100, 100, 1, step -> 3.2)
          .finish();
    }
    shoot(windows, "home-busy", "/", ".activity-row");
    shoot(windows, "experiment-1000", "/experiments/2", "vaadin-grid a");
  }

  private void shoot(List<Window> windows, String name, String path, String until) {
    for (Window window : windows) {
      Page page = window.page();
      page.navigate(api.url(path));
      page.locator(until).first().waitFor(new Locator.WaitForOptions().setTimeout(10_000));
      page.waitForTimeout(600); // fonts, grid rows, canvases
      save(page, name + "-" + window.name());
    }
  }

  private void hover(Page page, RecordedRun run) {
    page.navigate(api.url(run.path()));
    Locator chart = page.locator("assay-chart[data-state=ready]").first();
    chart.hover();
    page.waitForTimeout(500);
    save(page, "run-hover-light");
  }

  private void keys(Page page) {
    page.keyboard().press("?");
    page.waitForTimeout(600);
    save(page, "keys-light");
    page.keyboard().press("Escape");
  }

  private static void save(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name.toLowerCase(Locale.ROOT) + ".png")));
  }
}
