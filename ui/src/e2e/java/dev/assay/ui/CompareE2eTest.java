package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Runs side by side in a browser; pictures in {@code target/screenshots}. */
@ServerTest
class CompareE2eTest {
  private static final Path FOLDER = Path.of("target/screenshots");
  private static final double PATIENCE_MS = 60_000;
  private static final int FIRST_AXIS = 46;

  @Autowired TestApi api;

  private List<RecordedRun> record(int runs) {
    List<RecordedRun> all = new ArrayList<>();
    String[] optimizers = {"adamw", "lion", "sgd"};
    for (int i = 0; i < runs; i++) {
      int width = 64 << i % 4;
      double rate = (i % 5 + 1) * 2e-4;
      String optimizer = optimizers[i / 2 % 3];
      double end = 5 - Math.log(width) * 0.4 + (optimizer.equals("sgd") ? 0.7 : 0) + rate * 100;
      RecordedRun run =
          RecordedRun.start(
                  api,
                  "compare",
                  "gpt-%d-%s-%02d".formatted(width, optimizer, i),
                  """
                  {"model": {"width": %d, "layers": 4, "dropout": %s}, "optimizer": {"name": "%s", "lr": %s},
                   "batch": 8, "seed": %d}"""
                      .formatted(width, i % 2 == 0 ? "0.1" : "0.0", optimizer, rate, i))
              .log("train/loss", 1, 400, 10, step -> end + 3 / Math.sqrt(step))
              .log("val/loss", 100, 400, 100, step -> end + 0.1 + 3 / Math.sqrt(step))
              .log("val/accuracy", 100, 400, 100, step -> 1 / end)
              .put("provenance", provenance(i));
      all.add(run.finish());
    }
    return all;
  }

  private static String provenance(int i) {
    return """
        {"code": {"repository": "https://github.com/acme/gpt", "commit": "%s", "branch": "main", "dirty": true,
                  "diff": "--- a/train.py\\n+++ b/train.py\\n@@ -1,3 +1,3 @@\\n import model\\n-lr = 1e-3\\n+lr = %de-4\\n train(lr)\\n",
                  "entryPoint": "train.py"},
         "command": ["python", "train.py", "--seed", "%d"], "host": "gpu-%d",
         "environment": {"python": "3.12.%d", "devices": [{"name": "%s"}], "packages": ["numpy==2.1.0", "torch==2.7.%d"]}}"""
        .formatted("0123abc%033x".formatted(i % 3), i + 2, i, i % 2, i % 2, i % 2 == 0 ? "A100" : "H100", i % 2);
  }

  private String address(List<RecordedRun> runs, String tab) {
    return api.url(
        "/compare?runs=" + runs.stream().map(RecordedRun::id).collect(Collectors.joining(",")) + "&tab=" + tab);
  }

  @Test
  void three_runs_are_compared() {
    List<RecordedRun> runs = record(3);
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      Complaints complaints = new Complaints(page, api.url(""));

      page.navigate(address(runs, "config"));
      assertThat(page.locator("vaadin-grid.differences code").getByText("model.width")).isVisible();
      assertThat(page.locator(".compared.is-different .sign").first()).hasText("≠");
      assertThat(page.locator(".compared.is-best .sign").first()).hasText("★");

      page.locator(".parts button").getByText("Code").click();
      assertThat(page.locator(".diff-line.is-added").first()).containsText("lr = 3e-4");
      assertThat(page.locator("a[href^='https://github.com/acme/gpt/commit/0123abc']").first()).isVisible();

      page.locator(".parts button").getByText("Parallel").click();
      Locator plot = page.locator("assay-plot");
      assertThat(plot.locator("canvas").first()).isVisible();
      assertThat(page.locator(".brushed a.run-link:visible")).hasCount(3);
      brushTheFirstAxis(page, plot);
      assertThat(page.getByText("2 of 3 runs marked")).isVisible();
      assertThat(page.locator(".brushed a.run-link:visible")).hasCount(2);
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("compare-brushed.png")));

      assertThat(complaints.found()).isEmpty();
    }
  }

  /** From the middle of the first axis to its head; two of the runs pass there. */
  private static void brushTheFirstAxis(Page page, Locator plot) {
    page.waitForTimeout(800); // it is drawn when it is seen
    BoundingBox box = plot.locator(".plot").boundingBox();
    double x = box.x + FIRST_AXIS;
    page.mouse().move(x, box.y + box.height * 0.55);
    page.mouse().down();
    page.mouse().move(x, box.y + box.height * 0.3);
    page.mouse().move(x, box.y + 4);
    page.mouse().up();
  }

  @Test
  void importance_appears_and_a_text_is_copied() {
    List<RecordedRun> runs = record(24);
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      Complaints complaints = new Complaints(page, api.url(""));
      page.navigate(address(runs, "importance"));
      assertThat(page.locator(".verdict"))
          .containsText("a forest predicts", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
      assertThat(page.locator(".importance-result code").first()).hasText("optimizer.name");

      page.locator(".parts button").getByText("Config").click();
      page.locator("copy-button button").first().click();
      assertThat(page.locator("copy-button button").first()).hasText("Copied");
      assertThat(complaints.found()).isEmpty();
    }
  }
}
