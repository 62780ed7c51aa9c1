package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Somebody watches a run while it trains. */
@ServerTest
class LiveRunE2eTest {
  private static final String ADMIN = "admin";

  @Autowired TestApi api;

  @Test
  void the_curve_grows_and_the_run_is_seen_to_finish_without_a_reload() {
    RecordedRun run = RecordedRun.start(api, "watched", "live", "{\"lr\": 0.001}");
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), ADMIN, TestApi.ADMIN_PASSWORD);
      Complaints complaints = new Complaints(page, api.url(""));
      page.navigate(api.url(run.path()));
      assertThat(page.getByText("No metrics yet")).isVisible();
      int loads = complaints.loads();

      Locator chart = page.locator("assay-chart[metrics='train/loss']");
      for (int step = 10; step <= 50; step += 10) {
        run.log("train/loss", step - 9, step, 1, LiveRunE2eTest::loss).progress(step / 50.0);
        assertThat(chart).hasAttribute("data-last-step", Integer.toString(step));
        assertThat(chart).hasAttribute("data-points", Integer.toString(step));
        assertThat(chart).hasAttribute("data-state", "ready");
      }
      assertThat(page.locator(".page-header .status")).hasText("Running");

      run.finish();
      assertThat(page.locator(".page-header .status")).hasText("Finished");
      assertThat(chart).not().hasAttribute("live", "");
      assertThat(complaints.loads()).isEqualTo(loads);
      assertThat(complaints.found()).isEmpty();
    }
  }

  private static double loss(long step) {
    return 10 / Math.sqrt(step + 1.0);
  }
}
