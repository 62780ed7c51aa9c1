package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.ui.Views.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** A sweep from its form to its end, as somebody sees it. */
@ServerTest
class SweepE2eTest {
  private static final String RECIPE =
      """
      {"name": "local", "version": "1", "host": "h", "devices": [], "recipes": [{"name": "pretrain", "schema":
        {"type": "object", "properties": {
          "lr": {"description": "Rate of learning.", "type": "number", "exclusiveMinimum": 0, "default": 0.003},
          "norm": {"description": "Kind of norm.", "type": "string", "enum": ["layer", "rms"], "default": "layer"}}}}]}""";

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private Browser browser;
  private Page page;
  private Complaints complaints;

  @BeforeEach
  void an_empty_server_with_a_recipe_and_somebody_who_is_signed_in() {
    database.execute("truncate experiment, agent restart identity cascade");
    api.post("/api/v1/agents", RECIPE);
    browser = new Browser();
    page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    complaints = new Complaints(page, api.url(""));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private Locator button(String text) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text).setExact(true));
  }

  @Test
  void a_sweep_is_made_with_the_form_paused_resumed_and_stopped() {
    page.keyboard().press("g");
    page.keyboard().press("s");
    assertThat(page.locator(".first-sweep")).isVisible();
    button("New sweep").click();
    assertThat(page.locator(".sweep-form")).isVisible();
    page.locator("vaadin-combo-box.vary input").fill("lr");
    page.locator("vaadin-combo-box-item").first().click();
    assertThat(page.locator(".varied-param")).hasCount(1);
    assertThat(page.locator(".sweep-outlook vaadin-grid")).isVisible();
    complaints.look();

    button("Start the sweep").click();
    Locator status = page.locator(".page-header .status");
    assertThat(status).hasText("Running");
    button("Pause").click();
    assertThat(status).hasText("Paused");
    button("Resume").click();
    assertThat(status).hasText("Running");
    button("Stop").click();
    button("Stop the sweep").click();
    assertThat(status).hasText("Stopped");
    complaints.look();

    page.keyboard().press("g");
    page.keyboard().press("a");
    assertThat(page.locator("h1")).hasText("Agents");
    complaints.look();
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void every_view_of_sweeps_and_agents_is_seen_by_everybody() {
    List<Page> windows =
        List.of(
            browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.LIGHT),
            browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.DARK),
            browser.open(390, 844, ColorScheme.LIGHT));
    windows.forEach(window -> SignIn.as(window, api.url(""), "admin", TestApi.ADMIN_PASSWORD));
    List<String> found = new ArrayList<>();
    for (View view : views()) {
      for (int i = 0; i < windows.size(); i++) {
        Page window = windows.get(i);
        window.navigate(api.url(view.path()));
        Views.await(window, view).ifPresent(found::add);
        window.waitForTimeout(500);
        String name = view.name() + "-" + List.of("light", "dark", "phone").get(i);
        window.screenshot(
            new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/" + name + ".png")));
        if (i < 2) { // a phone shows the same elements
          Accessibility.violations(window).forEach(v -> found.add(name + ": " + v));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private List<View> views() {
    String none = "/" + RecordedSweep.of(api, database, "nothing yet", 0, 1).path();
    String one = "/" + RecordedSweep.of(api, database, "one", 1, 1).path();
    String many = "/" + RecordedSweep.of(api, database, "rate and width", 300, 2).path();
    api.post("/api/v1/jobs", Trainings.JOB);
    String rows = "vaadin-grid a";
    String plot = "assay-plot[data-state=ready]";
    return List.of(
        new View("sweeps", "/sweeps", rows),
        new View("sweep-none", none, ".sweep-page .nothing"),
        new View("sweep-one", one, "assay-course[data-trials='1']"),
        new View("sweep-many", many, "assay-course[data-best]"),
        new View("sweep-many-trials", many + "/trials", rows),
        new View("sweep-many-parallel", many + "/parallel", plot),
        new View("sweep-many-rungs", many + "/rungs", ".pruned-trials a"),
        new View("sweep-many-importance", many + "/importance", ".importance-result vaadin-grid"),
        new View("sweep-many-front", many + "/front", plot),
        new View("sweep-many-decisions", many + "/decisions", ".decisions-tab vaadin-grid"),
        new View("sweep-many-specification", many + "/specification", ".command"),
        new View("new-sweep", "/sweeps/new", ".sweep-form"),
        new View("agents", "/agents", ".agents-page vaadin-grid a"));
  }
}
