package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Somebody reads the console of a run while it is written. */
@ServerTest
class LogsE2eTest {
  private static final String TO_THE_END = "log => log.scrollHeight - log.clientHeight - log.scrollTop";

  @Autowired TestApi api;

  private static String[] lines(int first, int end) {
    return IntStream.range(first, end).mapToObj(i -> "line " + i).toArray(String[]::new);
  }

  private static Locator line(Page page, int number) {
    return page.locator("assay-log [data-line='%d']".formatted(number));
  }

  private static double number(Object evaluated) {
    return ((Number) evaluated).doubleValue();
  }

  @Test
  void the_end_stays_in_view_until_one_scrolls_up_and_then_nothing_moves() throws IOException {
    RecordedRun run = RecordedRun.start(api, "watched", "writing", "{}");
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      Complaints complaints = new Complaints(page, api.url(""));
      page.navigate(api.url(run.path() + "/logs"));
      assertThat(page.getByText("no lines yet")).isVisible();

      run.write("stdout", lines(0, 1200));
      assertThat(line(page, 1199)).isVisible();
      run.write("stdout", lines(1200, 1230));
      assertThat(line(page, 1229)).isInViewport();
      Locator log = page.locator("assay-log");
      assertThat(number(log.evaluate(TO_THE_END))).isLessThan(2);

      log.hover();
      page.mouse().wheel(0, -3000);
      assertThat(page.locator("vaadin-checkbox")).not().hasAttribute("checked", "");
      double before = number(line(page, 1100).evaluate("row => row.getBoundingClientRect().top"));
      run.write("stderr", lines(1230, 1260));
      assertThat(line(page, 1259)).isAttached();
      assertThat(number(line(page, 1100).evaluate("row => row.getBoundingClientRect().top"))).isEqualTo(before);

      log.evaluate("log => log.scrollTop = 0");
      int first = Integer.parseInt(page.locator("assay-log .log-line").first().getAttribute("data-line"));
      before = number(line(page, first).evaluate("row => row.getBoundingClientRect().top"));
      page.getByText("Earlier lines").click();
      assertThat(line(page, first - 1)).isAttached();
      // the button above may go, which moves the log as a whole
      assertThat(number(line(page, first).evaluate("row => row.offsetTop - row.parentElement.scrollTop")))
          .isBetween(-1.0, 12.0);

      Download download = page.waitForDownload(() -> page.getByText("Download").click());
      assertThat(Files.readAllLines(download.path())).hasSize(1260);
      assertThat(complaints.found()).isEmpty();
    }
  }

  @Test
  void a_match_leads_to_its_place() {
    RecordedRun run = RecordedRun.start(api, "watched", "written", "{}").write("stdout", lines(0, 3000));
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      page.navigate(api.url(run.path() + "/logs"));
      page.locator("vaadin-text-field input").fill("line 1234");
      page.locator(".log-found a").click();

      assertThat(line(page, 1234)).isInViewport();
      assertThat(line(page, 1234)).hasClass("log-line is-wanted");
      assertThat(page.url()).endsWith("/logs?q=line+1234&line=1234");
    }
  }
}
