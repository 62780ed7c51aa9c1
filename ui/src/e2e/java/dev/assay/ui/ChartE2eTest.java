package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the chart element does in a browser's hands. */
@ServerTest
class ChartE2eTest {
  private static final String POINTS = "data-points";
  private static final String STATE = "data-state";
  private static final String SERIES = "**/api/v1/series**";

  @Autowired TestApi api;

  private Browser browser;
  private Page page;
  private RecordedRun run;
  private Locator chart;
  private Locator panel;

  @BeforeEach
  void a_run_of_2000_points() {
    run = RecordedRun.start(api, "charts", "long", "{}").log("train/loss", 1, 2000, 1, s -> 5 / Math.sqrt(s));
    browser = new Browser();
    page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    page.navigate(api.url(run.path()));
    chart = page.locator("assay-chart[metrics='train/loss']");
    panel = page.locator("[data-key='train/loss']");
    assertThat(chart).hasAttribute(POINTS, "2000");
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void dragging_looks_closer_and_a_double_click_shows_all_again() {
    BoundingBox box = chart.locator(".plot").boundingBox();
    double middle = box.y + box.height / 2;
    page.mouse().move(box.x + box.width * 0.4, middle);
    page.mouse().down();
    page.mouse().move(box.x + box.width * 0.6, middle);
    page.mouse().up();
    assertThat(panel.getByText("Reset zoom")).isVisible();
    assertThat(chart).not().hasAttribute(POINTS, "2000");
    assertThat(Integer.parseInt(chart.getAttribute(POINTS))).isBetween(300, 600);

    page.mouse().dblclick(box.x + box.width / 2, middle);
    assertThat(chart).hasAttribute(POINTS, "2000");
    assertThat(panel.getByText("Reset zoom")).isHidden();
  }

  @Test
  void an_unreachable_server_is_told_in_words_and_the_curve_stays_until_it_is_back() {
    page.route(SERIES, Route::abort);
    assertThat(chart).hasAttribute(STATE, "unreachable");
    assertThat(chart.getByText("Server unreachable, retrying…")).isVisible();
    assertThat(chart.locator("canvas")).isVisible();

    page.unroute(SERIES);
    assertThat(chart).hasAttribute(STATE, "ready");
  }

  @Test
  void a_run_that_has_ended_is_not_asked_about_again() {
    run.finish();
    assertThat(chart).not().hasAttribute("live", "");
    page.waitForTimeout(1000);
    AtomicInteger requests = new AtomicInteger();
    page.onRequest(
        request -> {
          if (request.url().contains("/api/v1/series")) {
            requests.incrementAndGet();
          }
        });
    page.waitForTimeout(4000);
    assertThat(requests).hasValue(0);
  }

  @Test
  void dark_and_light_follow_the_system_while_one_looks() {
    String light = panel.locator("h3").evaluate("e => getComputedStyle(e).color").toString();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    String dark = panel.locator("h3").evaluate("e => getComputedStyle(e).color").toString();

    assertThat(dark).isNotEqualTo(light);
    assertThat(chart).hasAttribute(STATE, "ready");
  }

  @Test
  void the_keys_work_outside_of_fields_only() {
    page.keyboard().press("/");
    page.keyboard().type("loss?");
    assertThat(page.locator("[data-filter] input")).hasValue("loss?");
    assertThat(page.locator("vaadin-dialog-overlay, vaadin-dialog[opened]")).hasCount(0);

    page.keyboard().press("Escape");
    page.locator("h1").click();
    page.keyboard().press("g");
    page.keyboard().press("e");
    assertThat(page).hasURL(api.url("/experiments"));
  }
}
