package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.ui.RecordedEvaluation.Wrong;
import dev.assay.ui.Views.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** An evaluation from a file of predictions to its diagram, as somebody sees it. */
@ServerTest
class EvaluationE2eTest {
  private static final int TALL = 1700; // so that pages are seen down to their ends
  private static final double COMPUTED_WITHIN_MS = 120_000;

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private Browser browser;
  private Page page;
  private Complaints complaints;

  @BeforeEach
  void an_empty_server_and_somebody_who_is_signed_in() {
    database.execute("truncate experiment, agent restart identity cascade");
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

  private void choose(String name, String csv) {
    page.locator("vaadin-upload input[type=file]")
        .setInputFiles(new FilePayload(name, "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void predictions_are_uploaded_refused_by_line_mended_and_looked_at() throws IOException {
    RecordedRun run = RecordedRun.start(api, "mail", "filter", "{}");
    page.keyboard().press("g");
    page.keyboard().press("v");
    assertThat(page.locator(".first-sweep")).isVisible();
    complaints.look();
    page.navigate(api.url(run.path() + "/evaluations"));
    button("Upload predictions").click();
    Locator dialog = page.locator(".upload-dialog").first();
    choose("wrong.csv", "label,p\nspam,0.4\nham,1.5\nspam,abc\n");
    assertThat(dialog).containsText("columns: label, p");
    Locator name = page.locator(".upload-dialog vaadin-text-field input").first();
    name.fill("held out");
    page.getByLabel("Classes").fill("ham, spam");
    page.waitForTimeout(300);
    complaints.look();
    button("Add the evaluation").click();
    Locator failure = page.locator(".upload-dialog .failure");
    assertThat(failure).containsText("line 3");
    assertThat(failure).containsText("line 4");
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/evaluation-upload-refused-light.png")));
    assertThat(name).hasValue("held out");

    page.locator("vaadin-upload-file [part=remove-button]").click();
    choose("right.csv", RecordedEvaluation.binary(1000, 1, Wrong.LATER));
    assertThat(dialog).containsText("country");
    button("Add the evaluation").click();
    page.waitForURL("**/evaluations/*");

    assertThat(page.locator(".page-header .status").first())
        .hasText("Done", new LocatorAssertions.HasTextOptions().setTimeout(COMPUTED_WITHIN_MS));
    Locator figure = page.locator("assay-figure").first();
    assertThat(figure).hasAttribute("data-state", "ready");
    assertThat(page.locator(".metric-table")).isVisible();
    page.waitForTimeout(1000); // a figure that is sized anew forgets its tip
    figure.locator(".frame").focus();
    page.keyboard().press("ArrowRight");
    assertThat(figure.locator(".tip")).containsText("95 %");
    complaints.look();
    assertThat(saved(figure, "Save as CSV")).contains("series,kind,name").contains("bins, Wilson");
    assertThat(saved(figure, "Save as SVG")).startsWith("<svg").doesNotContain("var(--");
    assertThat(saved(figure, "Save as PNG")).contains("PNG");
    page.locator("vaadin-checkbox").getByText("Smooth").click();
    page.waitForURL(Pattern.compile(".*[?&]show=[^&]*smooth.*")); // its commas are escaped
    assertThat(figure).hasAttribute("data-laws", "3");

    for (String tab : List.of("Time", "Slices", "Thresholds", "Recalibration", "Compare")) {
      page.locator(".evaluation-page .parts").getByText(tab).click();
      page.waitForURL("**/" + tab.toLowerCase(Locale.ROOT));
      page.waitForTimeout(800);
      complaints.look();
    }
    assertThat(complaints.found()).isEmpty();
  }

  private String saved(Locator figure, String what) throws IOException {
    figure.locator(".open-menu").click();
    Download file = page.waitForDownload(() -> figure.locator(".menu button").getByText(what).click());
    return Files.readString(file.path(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void every_view_of_evaluations_is_seen_by_everybody() {
    List<Page> windows =
        List.of(
            browser.open(Browser.WIDTH, TALL, ColorScheme.LIGHT),
            browser.open(Browser.WIDTH, TALL, ColorScheme.DARK),
            browser.open(390, TALL, ColorScheme.LIGHT));
    windows.forEach(window -> SignIn.as(window, api.url(""), "admin", TestApi.ADMIN_PASSWORD));
    List<String> found = new ArrayList<>();
    for (View view : new EvaluationViews(api, database).all()) {
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
