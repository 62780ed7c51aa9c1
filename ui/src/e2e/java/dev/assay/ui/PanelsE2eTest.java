package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What people do with panels, and what panels do by themselves. */
@ServerTest
class PanelsE2eTest {
  private static final String LOSS = "train/loss";
  private static final String VAL_LOSS = "val/loss";
  private static final String STATE = "data-state";
  private static final String POINTS = "data-points";
  private static final String LINES = "data-lines";
  private static final String READY = "ready";

  @Autowired TestApi api;

  private Browser browser;
  private Page page;
  private Complaints complaints;

  @BeforeEach
  void sign_in() {
    browser = new Browser();
    page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    complaints = new Complaints(page, api.url(""));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private RecordedRun training(String name) {
    return RecordedRun.start(api, "panels", name, "{}")
        .log(LOSS, 1, 1000, 1, s -> 5 / Math.sqrt(s))
        .log("train/accuracy", 1, 1000, 1, s -> 1 - 1 / Math.sqrt(s))
        .log(VAL_LOSS, 100, 1000, 100, s -> 5.5 / Math.sqrt(s))
        .log("lr", 1, 1000, 1, s -> 0.001)
        .log("tokens", 1, 1000, 1, s -> s * 4096.0);
  }

  private void open(RecordedRun run, String rest) {
    page.navigate(api.url(run.path() + rest));
    page.locator("assay-panels[data-state=changed]").waitFor();
  }

  private Locator chart(String metric) {
    return page.locator("assay-chart[metrics='" + metric + "']").first();
  }

  private Locator panel(String key) {
    return page.locator("[data-key='" + key + "']");
  }

  private List<?> keys() {
    return (List<?>)
        page.locator("assay-panels")
            .evaluate("e => [...e.shadowRoot.querySelectorAll('.panel')].map(p => p.dataset.key)");
  }

  private void choose(String key, String action) {
    panel(key).locator("button[aria-haspopup=menu]").click();
    page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(action).setExact(true)).click();
  }

  /** Shows several runs, as the pages for several runs do. */
  private void show(String look, RecordedRun... runs) {
    String json =
        IntStream.range(0, runs.length)
            .mapToObj(
                i ->
                    "{\"id\": \"%s\", \"name\": \"run %d\", \"color\": %d, \"group\": \"g%d\"}"
                        .formatted(runs[i].id(), i, i, i / 3))
            .collect(Collectors.joining(",", "[", "]"));
    page.locator("assay-panels")
        .evaluate(
            "(e, [runs, look]) => { e.setAttribute('runs', runs); e.setAttribute('look', look); }", List.of(json, look));
  }

  @Test
  void five_thousand_metrics_cost_no_more_than_what_is_seen() {
    RecordedRun run = RecordedRun.start(api, "panels", "wide", "{}");
    for (int from = 0; from < 5000; from += 1000) {
      String metrics =
          IntStream.range(from, from + 1000)
              .mapToObj(i -> "{\"name\": \"m%d/x%d\", \"steps\": [1, 2], \"values\": [1, %d]}".formatted(i / 50, i % 50, i))
              .collect(Collectors.joining(","));
      assertThat(api.post("/api/v1/runs/" + run.id() + "/metrics", "{\"metrics\": [" + metrics + "]}").status())
          .isEqualTo(200);
    }
    List<String> requests = new ArrayList<>();
    page.onRequest(request -> requests.add(request.url()));
    open(run.finish(), "");

    assertThat(page.locator("assay-panels")).hasAttribute("data-panels", "5000");
    assertThat(chart("m0/x0")).hasAttribute(STATE, READY);
    assertThat(page.locator("assay-chart").count()).isLessThan(40);
    assertThat(requests).filteredOn(url -> url.contains("/api/v1/series?")).hasSizeLessThan(5);

    page.locator("assay-panels")
        .evaluate("e => e.shadowRoot.querySelector('.space').scrollIntoView({block: 'end'})");
    assertThat(chart("m99/x49")).hasAttribute(STATE, READY);
    assertThat(page.locator("assay-chart").count()).isLessThan(60);
    assertThat(chart("m0/x0")).hasCount(0);
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void looking_closer_at_one_chart_looks_closer_at_all() {
    open(training("zoom").finish(), "");
    assertThat(chart("train/accuracy")).hasAttribute(POINTS, "1000");

    drag(chart(LOSS), 0.4, 0.6);

    assertThat(panel("train/accuracy").getByText("Reset zoom")).isVisible();
    assertThat(chart("train/accuracy")).not().hasAttribute(POINTS, "1000");
    assertThat(Integer.parseInt(chart("train/accuracy").getAttribute(POINTS))).isBetween(150, 300);
    panel("train/accuracy").getByText("Reset zoom").click();
    assertThat(chart(LOSS)).hasAttribute(POINTS, "1000");
    assertThat(panel(LOSS).getByText("Reset zoom")).isHidden();
  }

  private void drag(Locator chart, double from, double to) {
    BoundingBox box = chart.locator(".plot").boundingBox();
    double middle = box.y + box.height / 2;
    page.mouse().move(box.x + box.width * from, middle);
    page.mouse().down();
    page.mouse().move(box.x + box.width * to, middle);
    page.mouse().up();
  }

  @Test
  void an_expression_is_added_kept_in_the_address_and_said_to_be_wrong_at_its_place() {
    open(training("expression").finish(), "");
    page.getByText("Add panel").click();
    Locator expression = page.getByLabel("Expression", new Page.GetByLabelOptions().setExact(true));
    Locator add = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add").setExact(true));
    expression.fill("val/loss - ");
    add.click();
    assertThat(page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("character 11")))
        .isVisible();
    expression.fill("(val/loss - train/loss) * 10");
    add.click();

    assertThat(chart("(val/loss - train/loss) * 10")).hasAttribute(STATE, READY);
    page.waitForURL(url -> url.contains("layout="));
    page.reload();
    Locator chart = chart("(val/loss - train/loss) * 10");
    assertThat(chart).hasAttribute(STATE, READY);
    // at the last step (5.5 - 5) / sqrt(1000) * 10, of buckets four steps wide
    assertThat(panel("+1").locator(".value")).hasText(Pattern.compile("0\\.1[56]\\d*"));
    choose("+1", "Remove panel");
    assertThat(panel("+1")).hasCount(0);
    page.waitForURL(url -> !url.contains("layout="));
  }

  @Test
  void panels_are_ordered_and_sized_by_keys_alone_and_by_dragging() {
    open(training("order").finish(), "");
    assertThat(chart(LOSS)).hasAttribute(STATE, READY);
    assertThat(keys()).asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .startsWith(LOSS, "train/accuracy", VAL_LOSS);

    panel(LOSS).locator("button[aria-haspopup=menu]").focus();
    page.keyboard().press("Enter");
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("ArrowDown"); // past what can be saved
    }
    assertThat(page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Move later"))).isFocused();
    page.keyboard().press("Enter");
    page.waitForURL(url -> url.contains("layout="));
    assertThat(keys().getFirst()).isEqualTo("train/accuracy");
    assertThat(panel(LOSS).locator("button[aria-haspopup=menu]")).isFocused();

    panel("train/accuracy").locator("h3").dragTo(panel(LOSS), new Locator.DragToOptions().setTargetPosition(300, 100));
    assertThat(panel(LOSS)).isVisible();
    page.waitForCondition(() -> keys().getFirst().equals(LOSS));

    double width = panel(LOSS).boundingBox().width;
    choose(LOSS, "Wider");
    assertThat(panel(LOSS).boundingBox().width).isGreaterThan(1.9 * width);
    page.waitForURL(url -> url.contains("%22s%22"));
    page.reload();
    assertThat(chart(LOSS)).hasAttribute(STATE, READY);
    assertThat(panel(LOSS).boundingBox().width).isGreaterThan(1.9 * width);
  }

  @Test
  void a_section_is_folded_and_stays_so() {
    open(training("fold").finish(), "");
    assertThat(chart(LOSS)).hasAttribute(STATE, READY);
    Locator section = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("train 2"));
    section.click();
    assertThat(panel(LOSS)).hasCount(0);
    page.waitForURL(url -> url.contains("layout="));
    page.reload();
    assertThat(section).hasAttribute("aria-expanded", "false");
    assertThat(chart(VAL_LOSS)).hasAttribute(STATE, READY);
    assertThat(panel(LOSS)).hasCount(0);
  }

  @Test
  void runs_of_a_group_become_a_line_with_a_band_that_says_how_many_they_are() {
    RecordedRun[] runs =
        IntStream.range(0, 6)
            .mapToObj(i -> RecordedRun.start(api, "panels", "g" + i, "{}").log(LOSS, 1, 100, 1, s -> i % 3 + s / 100.0).finish())
            .toArray(RecordedRun[]::new);
    open(runs[0], "");
    show("{}", runs);
    assertThat(chart(LOSS)).hasAttribute(LINES, "6");

    show("{\"band\": \"std\"}", runs);
    assertThat(chart(LOSS)).hasAttribute(LINES, "2");
    assertThat(panel(LOSS).getByText("mean ± std")).isVisible();
    chart(LOSS).locator(".plot").hover();
    assertThat(chart(LOSS).locator(".tip")).containsText("g0 (n = 3)");
    assertThat(chart(LOSS).locator(".tip")).containsText("band");
  }

  @Test
  void the_nearest_lines_are_named_and_reached_by_keys() {
    RecordedRun first = training("one").finish();
    open(first, "");
    show("{}", first, training("two").finish());
    assertThat(chart(LOSS)).hasAttribute(LINES, "2");
    chart(LOSS).locator(".plot").focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowRight");

    assertThat(chart(LOSS).locator(".tip")).containsText("run 0");
    assertThat(chart(LOSS).locator(".tip")).containsText("run 1");
    assertThat(chart(LOSS).locator(".tip .nearest")).hasCount(1);
    page.keyboard().press("Escape");
    assertThat(chart(LOSS).locator(".tip")).hasCount(0);
  }

  @Test
  void charts_are_saved_as_pictures_and_numbers() throws IOException {
    open(training("export").finish(), "");
    assertThat(chart(VAL_LOSS)).hasAttribute(STATE, READY);

    Download csv = page.waitForDownload(() -> choose(VAL_LOSS, "Save as CSV"));
    assertThat(csv.suggestedFilename()).isEqualTo("val-loss.csv");
    List<String> rows = Files.readAllLines(csv.path());
    assertThat(rows).hasSize(11);
    assertThat(rows.getFirst()).isEqualTo("name,run,metric,step,value,smoothed,low,high,n");
    assertThat(rows.getLast()).startsWith("export,").contains(",val/loss,1000,0.17392");

    Download svg = page.waitForDownload(() -> choose(VAL_LOSS, "Save as SVG"));
    assertThat(Files.readString(svg.path())).startsWith("<svg").contains("val/loss", "export");
    Download png = page.waitForDownload(() -> choose(VAL_LOSS, "Save as PNG"));
    assertThat(Files.readAllBytes(png.path())).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void the_axis_can_be_tokens_and_what_lacks_them_says_so() {
    open(training("tokens").finish(), "?x=tokens");
    assertThat(chart(LOSS)).hasAttribute(POINTS, "1000");
    panel(LOSS).locator(".plot").hover();
    assertThat(chart(LOSS).locator(".tip")).containsText("tokens");

    open(RecordedRun.start(api, "panels", "none", "{}").log(LOSS, 1, 10, 1, s -> s).finish(), "?x=flops");
    assertThat(chart(LOSS).getByText("No points with flops")).isVisible();
  }

  @Test
  void outliers_are_clipped_and_said_to_be() {
    RecordedRun run = RecordedRun.start(api, "panels", "outlier", "{}").log(LOSS, 1, 300, 1, s -> s == 150 ? 1e6 : 1 + s / 300.0);
    open(run.finish(), "?clip=on");
    assertThat(panel(LOSS).getByText("y: 1–99 % of values")).isVisible();
  }

  @Test
  void what_comes_while_one_looks_moves_nothing() {
    RecordedRun run = training("live");
    open(run, "");
    assertThat(chart(LOSS)).hasAttribute(STATE, READY);
    chart("tokens").scrollIntoViewIfNeeded();
    assertThat(chart("tokens")).hasAttribute(STATE, READY);
    BoundingBox before = panel("tokens").boundingBox();

    // more charts above, and more points
    run.log("train/a", 1, 10, 1, s -> s).log("train/b", 1, 10, 1, s -> s).log("train/c", 1, 10, 1, s -> s);
    run.log("tokens", 1001, 1100, 1, s -> s * 4096.0);
    assertThat(chart("tokens")).hasAttribute("data-last-step", "1100");
    Locator more = page.getByText("Show 3 new");
    more.waitFor(new Locator.WaitForOptions().setTimeout(15_000));
    assertThat(panel("tokens").boundingBox().y).isCloseTo(before.y, within(1.0));
    assertThat(panel("tokens").boundingBox().x).isCloseTo(before.x, within(1.0));

    more.click();
    assertThat(page.locator("assay-panels")).hasAttribute("data-panels", "8");
    assertThat(more).isHidden();
    assertThat(chart("train/c")).hasAttribute(STATE, READY);
  }

  @Test
  void what_comes_out_of_sight_is_there_without_asking() {
    RecordedRun run = RecordedRun.start(api, "panels", "below", "{}");
    for (int i = 0; i < 12; i++) {
      run.log("a/" + i, 1, 5, 1, s -> s);
    }
    open(run, "");
    assertThat(chart("a/0")).hasAttribute(STATE, READY);
    BoundingBox before = panel("a/0").boundingBox();

    run.log("b/late", 1, 5, 1, s -> s);

    assertThat(page.locator("assay-panels"))
        .hasAttribute("data-panels", "13", new LocatorAssertions.HasAttributeOptions().setTimeout(15_000));
    assertThat(panel("a/0").boundingBox().y).isCloseTo(before.y, within(1.0));
  }

  @Test
  void one_request_a_tick_asks_for_all_that_is_live() {
    RecordedRun run = training("poll");
    open(run, "");
    assertThat(chart(LOSS)).hasAttribute(STATE, READY);
    page.waitForTimeout(2000);
    List<String> requests = new ArrayList<>();
    page.onRequest(request -> requests.add(request.url()));
    page.waitForTimeout(5000);

    List<String> series = requests.stream().filter(url -> url.contains("/api/v1/series?")).toList();
    assertThat(series).hasSizeBetween(1, 4).allMatch(url -> url.contains("since="));
  }

  @Test
  void a_fork_shows_what_it_inherited() {
    RecordedRun run = training("parent");
    String fork = api.post("/api/v1/runs/" + run.id() + "/fork", "{\"step\": 500}").json().get("id").asString();
    page.navigate(api.url("/runs/" + fork));
    assertThat(chart(LOSS)).hasAttribute(POINTS, "500");
    assertThat(page.locator("assay-panels")).hasAttribute("runs", Pattern.compile(".*\"forkStep\":500.*"));
  }

  @Test
  void markup_in_names_and_texts_is_shown_as_it_is() {
    RecordedRun run = training("<img src=x onerror=alert(1)>").finish();
    String text = "# <b>Head</b>\\n<img src=x onerror=alert(1)> and **bold**";
    String layout = "{\"p\":[{\"id\":1,\"kind\":\"text\",\"title\":\"<i>t</i>\",\"text\":\"" + text + "\"}]}";
    open(run, "?layout=" + URLEncoder.encode(layout, StandardCharsets.UTF_8));

    assertThat(panel("+1").locator(".text")).containsText("<img src=x onerror=alert(1)> and bold");
    assertThat(panel("+1").locator("img, b, i")).hasCount(0);
    assertThat(panel("+1").locator("h3")).hasText("<i>t</i>");
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void images_of_runs_are_shown_up_to_a_step() {
    RecordedRun run = training("images");
    for (Map.Entry<String, String> file : Map.of("10", "AA", "200", "BB").entrySet()) {
      assertThat(
              api.send(
                      api.request("/api/v1/runs/" + run.id() + "/artifacts/content?path=samples/step-" + file.getKey() + ".png")
                          .header("Content-Type", "image/png")
                          .PUT(HttpRequest.BodyPublishers.ofByteArray(PIXEL)))
                  .status())
          .isEqualTo(200);
    }
    String layout = "{\"p\":[{\"id\":1,\"kind\":\"image\",\"title\":\"seen\",\"path\":\"samples\"}]}";
    open(run, "?layout=" + URLEncoder.encode(layout, StandardCharsets.UTF_8));

    assertThat(panel("+1").locator("figcaption")).hasText("images · step 200");
    panel("+1").locator("input[type=range]").focus();
    page.keyboard().press("Home");
    assertThat(panel("+1").locator("figcaption")).hasText("images · step 10");
    assertThat(panel("+1").locator("img")).hasJSProperty("naturalWidth", 1);
  }

  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  @Test
  void a_chart_fills_the_screen_and_gives_it_back() {
    open(training("full").finish(), "");
    assertThat(chart(LOSS)).hasAttribute(STATE, READY);
    page.getByLabel("Full screen: train/loss").click();
    Locator large = page.locator("dialog.full assay-chart");
    assertThat(large).hasAttribute(STATE, READY);
    assertThat(large.boundingBox().width).isGreaterThan(1000);
    page.keyboard().press("Escape");
    assertThat(large).hasCount(0);
    assertThat(page.getByLabel("Full screen: train/loss")).isFocused();
  }
}
