package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.ui.Views.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** A data set from a file to the drift of its second version, as somebody sees it. */
@ServerTest
class DatasetE2eTest {
  private static final int TALL = 1500; // so that pages are seen down to their ends
  private static final String FIGURE = "assay-figure[data-state=ready]";

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private Browser browser;

  @BeforeEach
  void a_server_without_data_sets() {
    database.execute("truncate registered_dataset cascade");
    database.execute("delete from artifact_root where kind = 'DATASET'");
    browser = new Browser();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private static FilePayload csv(int month) {
    return new FilePayload(
        "transactions.csv",
        "text/csv",
        RecordedDataset.transactions(400, month).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_file_is_uploaded_looked_at_and_compared_with_the_next() {
    Page page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    Complaints complaints = new Complaints(page, api.url(""));
    page.navigate(api.url("/datasets"));
    assertThat(page.locator(".first-sweep")).isVisible();
    complaints.look();
    button(page, "Upload").click();
    page.locator("vaadin-dialog input[type=file]").setInputFiles(csv(0));
    assertThat(page.locator(".page-header h1")).hasText("transactions");
    assertThat(page.locator(".page-header .status")).hasText("Ready");
    assertThat(page.locator(FIGURE)).hasCount(2);
    complaints.look();
    page.locator(".column-name").getByText("city").click();
    page.waitForURL("**column=city**");
    assertThat(page.locator(".chosen-column")).containsText("city: 0 of 400 rows missing");

    button(page, "Upload a version").click();
    page.locator("vaadin-dialog input[type=file]").setInputFiles(csv(2));
    assertThat(page.locator(".beside-title")).containsText("version 2");
    assertThat(page.locator(".page-header .status")).hasText("Ready");
    page.locator(".dataset-page .parts").getByText("Drift").click();
    assertThat(page.locator("vaadin-grid[aria-label='Drift by column']")).isVisible();
    assertThat(page.locator(FIGURE)).isVisible();
    page.waitForURL("**reference=1**");
    assertThat(page.locator(".drift-tab")).containsText("Version 2 (400 rows) against version 1");
    complaints.look();
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void a_file_that_is_no_table_is_refused_in_the_dialog() {
    Page page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    page.navigate(api.url("/datasets"));
    button(page, "Upload").click();
    page.locator("vaadin-dialog input[type=file]")
        .setInputFiles(new FilePayload("empty.csv", "text/csv", "a,b\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(page.locator(".dataset-upload [role=alert]"))
        .hasText("File is empty.csv: it has no rows.");
  }

  private static Locator button(Page page, String text) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text).setExact(true));
  }

  @Test
  void every_view_of_data_sets_is_seen_by_everybody() {
    List<Page> windows =
        List.of(
            browser.open(Browser.WIDTH, TALL, ColorScheme.LIGHT),
            browser.open(Browser.WIDTH, TALL, ColorScheme.DARK),
            browser.open(390, TALL, ColorScheme.LIGHT));
    windows.forEach(window -> SignIn.as(window, api.url(""), "admin", TestApi.ADMIN_PASSWORD));
    List<String> found = new ArrayList<>();
    look(windows, new View("datasets-empty", "/datasets", ".first-sweep"), found);
    for (View view : views()) {
      look(windows, view, found);
    }
    assertThat(found).isEmpty();
  }

  private List<View> views() {
    String failed = RecordedDataset.upload(api, "ragged", "ragged.csv", "", "a,b\n1,2\n3\n4,5,6\n");
    RecordedDataset.upload(
        api, "transactions", "january.csv", "January", RecordedDataset.transactions(3000, 0));
    String set =
        RecordedDataset.upload(
            api, "transactions", "march.csv", "March", RecordedDataset.transactions(2000, 2));
    return List.of(
        new View("datasets", "/datasets", "vaadin-grid a"),
        new View("dataset", set, FIGURE),
        new View("dataset-text", set + "/1?column=city", FIGURE),
        new View("dataset-failed", failed, ".dataset-wrong pre"),
        new View("dataset-drift", set + "/2/drift", FIGURE),
        new View(
            "dataset-windows",
            set + "/1/drift?reference=1&current=1&referenceTo=2026-01-15&currentFrom=2026-01-15",
            FIGURE),
        new View(
            "dataset-no-window",
            set + "/1/drift?reference=1&current=1&currentFrom=2027-01-15",
            ".drift-tab [role=status]"),
        new View("dataset-versions", set + "/2/versions", ".versions-tab vaadin-grid a"));
  }

  private void look(List<Page> windows, View view, List<String> found) {
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

  /** A page that has to be moved sideways cannot be read on a phone. */
  private static Optional<String> wide(Page window) {
    Object over =
        window.evaluate(
            "() => { const e = document.querySelector('.page'); return e.scrollWidth > e.clientWidth + 1 ? e.scrollWidth : 0; }");
    return over.equals(0) ? Optional.empty() : Optional.of(over.toString());
  }
}
