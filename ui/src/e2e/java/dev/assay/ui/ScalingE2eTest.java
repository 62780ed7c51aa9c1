package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.runs.Experiments;
import dev.assay.studies.Studies;
import dev.assay.ui.Views.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** A scaling study from a table of points to the next runs, as somebody sees it. */
@ServerTest
class ScalingE2eTest {
  private static final int TALL = 1700; // so that pages are seen down to their ends

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;
  @Autowired Studies studies;
  @Autowired Experiments experiments;

  private Browser browser;
  private Page page;
  private Complaints complaints;

  @BeforeEach
  void an_empty_server_with_a_recipe_and_somebody_who_is_signed_in() {
    database.execute("truncate experiment, agent, study restart identity cascade");
    api.post("/api/v1/agents", RecordedStudy.RECIPE);
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

  private Locator tab(String text) {
    return page.locator(".study-page .parts").getByText(text);
  }

  @Test
  void a_study_begins_with_a_table_is_looked_at_asked_planned_with_and_frozen() throws IOException {
    page.keyboard().press("g");
    page.keyboard().press("l");
    assertThat(page.locator(".first-sweep")).isVisible();
    button("New study").click();
    assertThat(page.locator(".study-form")).isVisible();
    complaints.look();
    page.getByText("A table of points (CSV), without runs").click();
    page.locator(".csv-field textarea").fill(RecordedStudy.csv(4));
    page.locator(".csv-field textarea").blur();
    assertThat(page.locator(".study-preview vaadin-grid")).isVisible();
    complaints.look();
    button("Begin the study").click();

    Locator figure = page.locator("assay-figure").first();
    assertThat(page.locator(".page-header .status").first()).hasText("Converged");
    assertThat(figure).hasAttribute("data-points", "20");
    assertThat(page.locator(".formula").first()).isVisible();
    figure.locator(".frame").focus();
    page.keyboard().press("ArrowRight");
    assertThat(figure.locator(".tip")).containsText("of budget");
    complaints.look();
    assertThat(saved(figure, "Save as CSV")).contains("series,kind,name").contains("of budget 4");
    assertThat(saved(figure, "Save as SVG")).startsWith("<svg").doesNotContain("var(--");
    assertThat(saved(figure, "Save as PNG")).contains("PNG");

    tab("Predictions").click();
    page.locator(".predictions-tab").getByLabel("N, params").fill("4M");
    page.locator(".predictions-tab").getByLabel("D, tokens").fill("80M");
    button("Predict").click();
    assertThat(page.locator("vaadin-grid[aria-label=Predictions]")).isVisible();
    page.waitForURL("**/predictions?at=**");
    complaints.look();

    tab("Plan").click();
    button("Propose runs").click();
    Locator queue = page.getByText("as a sweep");
    assertThat(queue).isVisible();
    complaints.look();
    queue.click();
    assertThat(page.locator(".plan-tab .sweep-reason a")).hasText("plan of new study");

    button("Freeze").click();
    page.locator("vaadin-dialog textarea").fill("for the report");
    page.locator("vaadin-dialog vaadin-button").getByText("Freeze").click();
    assertThat(page.getByText("It stays as it is.")).isVisible();
    complaints.look();
    assertThat(complaints.found()).isEmpty();
  }

  private String saved(Locator figure, String what) throws IOException {
    figure.locator(".open-menu").click();
    Download file = page.waitForDownload(() -> figure.locator(".menu button").getByText(what).click());
    return Files.readString(file.path(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void every_view_of_studies_is_seen_by_everybody() {
    List<Page> windows =
        List.of(
            browser.open(Browser.WIDTH, TALL, ColorScheme.LIGHT),
            browser.open(Browser.WIDTH, TALL, ColorScheme.DARK),
            browser.open(390, TALL, ColorScheme.LIGHT));
    windows.forEach(window -> SignIn.as(window, api.url(""), "admin", TestApi.ADMIN_PASSWORD));
    List<String> found = new ArrayList<>();
    for (View view : new StudyViews(api, studies, experiments, database).all()) {
      windows.forEach(window -> window.navigate(api.url(view.path())));
      for (int i = 0; i < windows.size(); i++) {
        Page window = windows.get(i);
        Views.await(window, view).ifPresent(found::add);
        window.waitForTimeout(300);
        String name = view.name() + "-" + List.of("light", "dark", "phone").get(i);
        window.screenshot(
            new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/" + name + ".png")));
        if (i < 2) { // a phone shows the same elements
          Accessibility.violations(window).forEach(v -> found.add(name + ": " + v));
        }
        wide(window).ifPresent(w -> found.add(name + " is wider than its window: " + w));
      }
    }
    assertThat(found).isEmpty();
  }

  /** A page that has to be moved sideways cannot be read on a phone. */
  private static Optional<String> wide(Page window) {
    Object over =
        window.evaluate(
            "() => { const e = document.querySelector('.page'); return e.scrollWidth > e.clientWidth + 1 ? e.scrollWidth : 0; }");
    return over.equals(0) ? Optional.empty() : Optional.of(over.toString());
  }
}
