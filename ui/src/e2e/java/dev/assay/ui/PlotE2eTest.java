package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the plot element does in a browser's hands, on a page that holds nothing but it. */
@ServerTest
class PlotE2eTest {
  private static final String STATE = "data-state";
  private static final String SHOWN = "data-shown";
  private static final String MARKED = "data-marked";
  private static final Offset<Double> ROUNDING = within(1e-9);

  /** Where parallel's axes begin below the edge of the plot, and how far the outer ones are from the sides. */
  private static final double PARALLEL_TOP = 32;

  private static final double PARALLEL_FOOT = 12;
  private static final double PARALLEL_SIDE = 54;

  @Autowired TestApi api;

  private Browser browser;
  private Page page;
  private Complaints complaints;
  private Locator plot;

  @BeforeEach
  void an_empty_page() {
    browser = new Browser();
    page = browser.open();
    complaints = new Complaints(page, api.url(""));
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    page.evaluate(
        """
        async () => {
          await import(new URL('charts/plot.js', document.baseURI));
          const place = document.createElement('div');
          place.id = 'plots';
          place.style = 'position: fixed; inset: 0; overflow: auto; background: var(--surface); z-index: 1000';
          document.body.append(place);
          window.row = (i, values, more) => ({ id: `run-${i}`, name: `trial ${i}`, color: i % 12, group: null, values, ...more });
          window.told = [];
          for (const name of ['brushed', 'chosen', 'arranged']) {
            place.addEventListener(name, (e) => told.push([name, Object.values(e.detail)[0]]));
          }
          window.plotted = (spec, rows) => {
            const plot = Object.assign(document.createElement('assay-plot'), { spec, rows });
            plot.style = 'width: 900px; height: 500px';
            place.append(plot);
          };
        }""");
    plot = page.locator("assay-plot");
  }

  @AfterEach
  void close() {
    assertThat(complaints.found()).isEmpty();
    browser.close();
  }

  @Test
  void runs_without_a_value_are_counted_in_words() {
    plot(
        "{ kind: 'scatter', x: 'params.lr', y: 'metrics.val/loss' }",
        """
        [1, null, 'NaN', 'Infinity', 2, NaN, undefined, 3].map((y, i) => row(i, { 'params.lr': i, 'metrics.val/loss': y }))""");

    assertThat(plot).hasAttribute(SHOWN, "3");
    assertThat(plot).hasAttribute("data-rows", "8");
    assertThat(plot.locator("footer")).hasText("2 runs have no value of val/loss, 3 have NaN or ∞");
    assertThat(plot.locator(".plot"))
        .hasAttribute(
            "aria-label",
            "val/loss by lr: scatter plot of 3 runs. 2 runs have no value of val/loss, 3 have NaN or ∞");
  }

  @Test
  void what_cannot_be_plotted_says_why() {
    plot("{ kind: 'histogram', x: 'params.lr' }", "[]");
    assertThat(plot.locator(".message")).hasText("No runs");

    set("plot.rows = [row(1, {})]");
    assertThat(plot.locator(".message")).hasText("No run has a value of lr");

    set("plot.rows = [row(1, { 'params.lr': -1 })]; plot.spec = { ...plot.spec, log: { 'params.lr': true } }");
    assertThat(plot.locator(".message")).hasText("No run is above 0 in lr, as a log axis needs");

    set("plot.rows = [row(1, { 'params.lr': 'auto' })]; plot.spec = { kind: 'bar', y: 'params.lr' }");
    assertThat(plot.locator(".message")).hasText("lr holds words, and bars need numbers");

    set("plot.rows = [row(1, { 'params.lr': 1 })]");
    assertThat(plot).hasAttribute(STATE, "ready");
    assertThat(plot.locator(".message")).hasText("");
  }

  @Test
  void a_rectangle_dragged_over_points_marks_their_runs_until_it_is_cleared() {
    plot(
        "{ kind: 'scatter', x: 'params.a', y: 'params.b' }",
        "[0, 1, 2, 3, 7, 8, 9, 10].map((x, i) => row(i, { 'params.a': x, 'params.b': x }))");

    drag(0.02, 0.98, 0.5, 0.5);
    assertThat(plot).hasAttribute(MARKED, "4");
    assertThat(plot.locator(".marked")).hasText("4 of 8 runs");
    plot.getByText("Clear").click();
    assertThat(plot).hasAttribute(MARKED, "");

    assertThat(told())
        .isEqualTo(
            List.of(
                List.of("brushed", List.of("run-0", "run-1", "run-2", "run-3")),
                Arrays.asList("brushed", null)));
  }

  @Test
  void intervals_on_several_axes_mark_the_runs_that_pass_all() {
    plot(
        "{ kind: 'parallel', axes: ['params.a', 'params.b'] }",
        "Array.from({ length: 11 }, (_, i) => row(i, { 'params.a': i, 'params.b': (i * 3) % 11 }))");

    dragAxis(0, 0.45, 1.02);
    assertThat(plot).hasAttribute(MARKED, "6");
    dragAxis(1, -0.02, 0.45);
    // a from 5, and 3a mod 11 up to 4: of 5, 6, 7, 8, 9, 10 with 4, 7, 10, 2, 5, 8
    assertThat(plot).hasAttribute(MARKED, "2");
    set("plot.spec = { ...plot.spec, title: 'another' }");
    page.waitForFunction("told.length === 3");
    plot.locator(".clear").focus();
    page.keyboard().press("Escape");
    assertThat(plot).hasAttribute(MARKED, "");

    assertThat(told())
        .isEqualTo(
            List.of(
                List.of("brushed", List.of("run-5", "run-6", "run-7", "run-8", "run-9", "run-10")),
                List.of("brushed", List.of("run-5", "run-8")),
                List.of("brushed", List.of("run-5", "run-8")),
                Arrays.asList("brushed", null)));
  }

  @Test
  void an_interval_below_the_axis_marks_the_runs_without_a_value() {
    plot(
        "{ kind: 'parallel', axes: ['params.a', 'params.b'] }",
        "[1, 2, null, 4, 'NaN'].map((a, i) => row(i, { 'params.a': a, 'params.b': i }))");
    assertThat(plot).hasAttribute(SHOWN, "5");

    BoundingBox box = area();
    double rail = box.y + box.height - PARALLEL_FOOT;
    drag(new double[] {box.x + PARALLEL_SIDE, rail - 6}, new double[] {box.x + PARALLEL_SIDE, rail + 6});

    assertThat(told()).isEqualTo(List.of(List.of("brushed", List.of("run-2", "run-4"))));
  }

  @Test
  void an_axis_is_moved_by_its_name() {
    plot(
        "{ kind: 'parallel', axes: ['params.a', 'params.b', 'params.c'] }",
        "[1, 2, 3].map((v, i) => row(i, { 'params.a': v, 'params.b': 3 - v, 'params.c': 'word ' + v }))");

    BoundingBox box = area();
    drag(
        new double[] {box.x + PARALLEL_SIDE, box.y + 12},
        new double[] {box.x + box.width * 0.7, box.y + 14});

    assertThat(told())
        .isEqualTo(List.of(List.of("arranged", List.of("params.b", "params.a", "params.c"))));
  }

  @Test
  void a_click_on_a_point_chooses_its_run_and_the_tooltip_names_it_as_text() {
    plot(
        "{ kind: 'scatter', x: 'params.a', y: 'params.b' }",
        """
        [row(1, { 'params.a': 0.123456789, 'params.b': 12345.678 }, { name: '<img src=x onerror=alert(1)>', group: '<i>g</i>' })]""");

    String point = "plot => { const b = plot.shadowRoot.querySelector('.plot').getBoundingClientRect(); return b.width; }";
    assertThat(((Number) plot.evaluate(point)).doubleValue()).isEqualTo(900);
    BoundingBox box = area();
    double[] found = search(box);
    assertThat(plot.locator(".tip strong")).hasText("<img src=x onerror=alert(1)>");
    assertThat(plot.locator(".tip")).containsText("group<i>g</i>a0.1235b12,346");
    page.mouse().click(found[0], found[1]);

    assertThat(told()).isEqualTo(List.of(List.of("chosen", "run-1")));
  }

  @Test
  void what_the_mouse_points_to_stands_out_until_the_mouse_leaves() {
    plot("{ kind: 'bar', y: 'params.a' }", "[1, 2].map((v, i) => row(i, { 'params.a': v }))");
    BoundingBox box = area();
    page.mouse().move(box.x + 200, box.y + 100);
    assertThat(plot.locator(".tip")).containsText("trial 1a2");
    String above = "plot => [...plot.shadowRoot.querySelectorAll('canvas')].at(-1).toDataURL()";
    Object pointed = plot.evaluate(above);

    page.mouse().move(box.x + 200, box.y + box.height + 100);
    assertThat(plot.locator(".tip")).isHidden();
    page.waitForFunction("pointed => (" + above + ")(document.querySelector('assay-plot')) !== pointed", pointed);
  }

  @Test
  void axes_are_logarithmic_over_more_than_three_decades_unless_told_otherwise() throws IOException {
    plot(
        "{ kind: 'parallel', title: 'p', axes: ['params.lr', 'params.width', 'params.shift'] }",
        """
        [1e-5, 1e-3, 2e-1].map((lr, i) => row(i, { 'params.lr': lr, 'params.width': 64 + i, 'params.shift': lr - 1e-3 }))""");
    assertThat(saved("SVG")).contains("lr (log)").doesNotContain("width (log)").doesNotContain("shift (log)");

    set("plot.spec = { ...plot.spec, log: { 'params.lr': false, 'params.width': true } }");
    assertThat(saved("SVG")).contains("width (log)").doesNotContain("lr (log)");
  }

  @Test
  void a_log_axis_leaves_out_what_is_not_above_0_and_says_so() {
    plot(
        "{ kind: 'scatter', x: 'params.lr', y: 'params.b', log: { 'params.lr': true } }",
        "[0, -1, 1e-3, 1e-2].map((lr, i) => row(i, { 'params.lr': lr, 'params.b': i }))");

    assertThat(plot).hasAttribute(SHOWN, "2");
    assertThat(plot.locator("footer")).hasText("2 runs not above 0 in lr, so not on its log axis");
  }

  @Test
  void csv_has_all_rows_as_they_are_and_guards_spreadsheets() throws IOException {
    plot(
        "{ kind: 'scatter', title: 'Loss / rate', x: 'params.lr', y: 'metrics.val/loss' }",
        """
        [row(1, { 'params.lr': 0.1, 'metrics.val/loss': -2.123456789012345 }, { name: '=1+1' }),
         row(2, { 'params.lr': null, 'metrics.val/loss': 'NaN' }, { name: 'a "b", c', group: 'g' })]""");

    assertThat(saved("CSV"))
        .isEqualTo(
            "id,name,group,params.lr,metrics.val/loss\r\n"
                + "run-1,'=1+1,,0.1,-2.123456789012345\r\n"
                + "run-2,\"a \"\"b\"\", c\",g,,NaN\r\n");
  }

  @Test
  void every_kind_is_saved_as_png_and_svg_with_its_title() throws IOException {
    for (String spec :
        List.of(
            "kind: 'bar', y: 'params.a'",
            "kind: 'scatter', x: 'params.a', y: 'params.b', color: 'params.b'",
            "kind: 'histogram', x: 'params.a'",
            "kind: 'parallel', axes: ['params.a', 'params.b']",
            "kind: 'box', x: 'params.w', y: 'params.a'")) {
      page.evaluate("document.querySelector('assay-plot')?.remove()");
      plot(
          "{ title: 'Titel <1>', " + spec + " }",
          "[1, 2, 4, 7].map((v, i) => row(i, { 'params.a': v, 'params.b': -v, 'params.w': '<w> ' + (i % 2) }))");

      assertThat(saved("SVG")).as(spec).startsWith("<svg").contains("Titel &lt;1&gt;").doesNotContain("<w>");
      byte[] png = savedBytes("PNG");
      assertThat(new String(png, 1, 3, StandardCharsets.US_ASCII)).as(spec).isEqualTo("PNG");
      assertThat(png.length).as(spec).isGreaterThan(5000);
    }
  }

  @Test
  void the_same_as_a_table_is_reached_with_the_keyboard() {
    plot(
        "{ kind: 'bar', y: 'params.a' }",
        "Array.from({ length: 120 }, (_, i) => row(i, { 'params.a': i === 5 ? null : i * 1.23456 }))");

    plot.getByLabel("Plot menu").first().focus();
    page.keyboard().press("Enter");
    assertThat(plot.getByRole(AriaRole.MENUITEM)).hasCount(5);
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Enter");

    assertThat(plot.locator("table tbody tr")).hasCount(100);
    assertThat(plot.locator("caption")).hasText("The first 100 of 120 runs; the CSV has all of them");
    assertThat(plot.locator("tbody tr").nth(5)).hasText("trial 5no value");
    assertThat(plot.locator("tbody tr").nth(7).locator("td")).hasText("8.642");
    assertThat(plot.locator("tbody tr").nth(7).locator("td")).hasAttribute("title", "8.64192");

    page.keyboard().press("Enter");
    page.keyboard().press("Enter");
    assertThat(plot.locator("canvas").first()).isVisible();
    assertThat(plot).hasAttribute(SHOWN, "100");
    assertThat(plot.locator("footer")).hasText("the 100 greatest of 119 runs · 1 run has no value of a");
  }

  @Test
  void dark_and_light_follow_the_system_while_one_looks() {
    plot("{ kind: 'histogram', x: 'params.a' }", "[1, 2, 3].map((v, i) => row(i, { 'params.a': v }))");
    String pixels = "plot => plot.shadowRoot.querySelector('canvas').toDataURL()";
    Object light = plot.evaluate(pixels);

    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.waitForFunction(
        "light => document.querySelector('assay-plot').shadowRoot.querySelector('canvas').toDataURL() !== light", light);

    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.waitForFunction(
        "light => document.querySelector('assay-plot').shadowRoot.querySelector('canvas').toDataURL() === light", light);
  }

  @Test
  void spec_and_rows_come_in_any_order_and_again_on_the_same_canvas() {
    page.evaluate(
        """
        () => {
          plotted(null, null);
          document.querySelector('assay-plot').rows = [row(1, { 'params.a': 1 }), row(2, { 'params.a': 2 })];
        }""");
    assertThat(plot).hasAttribute(STATE, "empty");
    set("plot.spec = { kind: 'bar', y: 'params.a' }");
    assertThat(plot).hasAttribute(SHOWN, "2");
    page.evaluate("window.canvas = document.querySelector('assay-plot').shadowRoot.querySelector('canvas')");

    set("plot.rows = [...plot.rows, row(3, { 'params.a': 3 })]");
    assertThat(plot).hasAttribute(SHOWN, "3");
    set("plot.spec = { kind: 'box', x: 'params.a', y: 'params.a' }");
    assertThat(plot.locator("footer")).containsText("1.5 × IQR");
    assertThat((Boolean) plot.evaluate("plot => plot.shadowRoot.querySelector('canvas') === canvas")).isTrue();

    set(
        """
        plot.table = JSON.stringify({ id: ['a'], name: ['n'], color: [1], group: [null], values: { 'params.a': ['NaN'] } })""");
    assertThat(plot.locator(".message")).hasText("No run has a value of a");
  }

  @Test
  void the_server_is_told_what_is_marked_and_moved() {
    page.navigate(api.url("/test/plot"));
    assertThat(plot).hasAttribute(SHOWN, "11");
    assertThat(plot).hasAttribute("aria-label", "Plot: Trials");

    dragAxis(0, 0.75, 1.02);
    assertThat(page.locator("#told")).hasText("[8, 9, 10]");
    plot.getByText("Clear").click();
    assertThat(page.locator("#told")).hasText("none");

    BoundingBox box = area();
    double names = box.y + 12;
    drag(new double[] {box.x + PARALLEL_SIDE, names}, new double[] {box.x + box.width - 20, names});
    assertThat(page.locator("#told")).hasText("[b, a]");
  }

  @Test
  void times_have_an_axis_of_their_own() {
    plot(
        "{ kind: 'scatter', x: 'started', y: 'params.a' }",
        "[1, 2, 3].map((v, i) => row(i, { started: `2026-03-0${v}T10:00:00Z`, 'params.a': v }))");

    assertThat(plot).hasAttribute(SHOWN, "3");
    search(area());
    assertThat(plot.locator(".tip")).containsText("started2 Mar 2026, 10:00");
  }

  @Test
  void full_screen_is_entered_and_left_by_the_menu() {
    plot("{ kind: 'bar', y: 'params.a' }", "[row(1, { 'params.a': 1 })]");

    plot.getByLabel("Plot menu").first().click();
    plot.getByText("Full screen").click();
    page.waitForFunction("document.querySelector('assay-plot').matches(':fullscreen')");
    plot.getByLabel("Plot menu").first().click();
    plot.getByText("Leave full screen").click();
    page.waitForFunction("document.fullscreenElement === null");
    assertThat(plot).hasAttribute(STATE, "ready");
  }

  @Test
  void nothing_is_drawn_before_it_is_seen() {
    page.evaluate(
        """
        () => {
          document.querySelector('#plots').innerHTML = '<div style="height: 3000px"></div>';
          plotted({ kind: 'bar', y: 'params.a' }, [row(1, { 'params.a': 1 })]);
        }""");
    page.waitForTimeout(300);
    assertThat(plot).hasAttribute(STATE, "waiting");
    assertThat(plot.locator("canvas")).hasCount(0);

    plot.scrollIntoViewIfNeeded();
    assertThat(plot).hasAttribute(STATE, "ready");
  }

  @Test
  void ten_thousand_runs_are_drawn_and_marked() {
    String rows =
        """
        Array.from({ length: 10000 }, (_, i) =>
          row(i, { 'params.a': i, 'params.b': (i * 7919) % 10007, 'params.c': i % 100, 'params.d': ['x', 'y', 'z'][i % 3] }))""";
    plot("{ kind: 'parallel', axes: ['params.a', 'params.b', 'params.c', 'params.d'], color: 'params.b' }", rows);
    assertThat(plot).hasAttribute(SHOWN, "10000");
    dragAxis(0, 0.5, 1.02);
    assertThat(plot).hasAttribute(MARKED, Pattern.compile("4[5-9]\\d\\d"));

    set("plot.spec = { kind: 'scatter', x: 'params.a', y: 'params.b', color: 'params.c', size: 'params.c' }");
    assertThat(plot).hasAttribute(MARKED, "");
    drag(0.02, 0.98, 0.5, 0.02);
    assertThat(plot).hasAttribute(MARKED, Pattern.compile("[45]\\d\\d\\d"));

    set("plot.spec = { kind: 'histogram', x: 'params.b' }");
    assertThat(plot.locator("footer")).hasText("22 bins (Freedman–Diaconis)");
  }

  /**
   * Against NumPy 2: {@code x = np.array([(i * 37 % 101) ** 1.5 / 10 for i in range(60)] + [150.0, -60.0])}, then
   *
   * <pre>
   * np.quantile(x, [.25, .5, .75])                 # 11.397809377714442 34.82766952966369 65.60574970039254
   * reach = 1.5 * (q3 - q1)
   * inside = x[(x >= q1 - reach) & (x <= q3 + reach)]
   * inside.min(), inside.max(), len(x) - len(inside)                               # -60.0 100.0 1
   * np.histogram(x, bins='fd')                     # [1, 0, 20, 15, 13, 11, 1, 1], edges from -60 by 26.25 to 150
   * </pre>
   */
  @Test
  void quartiles_whiskers_and_bins_are_those_of_numpy() {
    @SuppressWarnings("unchecked")
    Map<String, Object> found =
        (Map<String, Object>)
            page.evaluate(
                """
                async () => {
                  const { box, binEdges, binOf } = await import(new URL('charts/plot-statistics.js', document.baseURI));
                  const x = [...Array.from({ length: 60 }, (_, i) => ((i * 37) % 101) ** 1.5 / 10), 150, -60];
                  const edges = binEdges(x);
                  const counts = new Array(edges.length - 1).fill(0);
                  x.forEach((v) => counts[binOf(v, edges)]++);
                  return { ...box(x), counts, width: edges[1] - edges[0], last: edges.at(-1), same: binEdges([3, 3, 3]),
                    ties: binEdges([1, 2, 2, 2, 2, 2, 2, 3]).length - 1, wanted: binEdges(x, 5).length - 1, none: String(box([]).median) };
                }""");

    assertThat(number(found, "q1")).isCloseTo(11.397809377714442, ROUNDING);
    assertThat(number(found, "median")).isCloseTo(34.82766952966369, ROUNDING);
    assertThat(number(found, "q3")).isCloseTo(65.60574970039254, ROUNDING);
    assertThat(number(found, "low")).isEqualTo(-60);
    assertThat(number(found, "high")).isCloseTo(100, ROUNDING);
    assertThat(number(found, "outliers")).isEqualTo(1);
    assertThat(found.get("counts")).isEqualTo(List.of(1, 0, 20, 15, 13, 11, 1, 1));
    assertThat(number(found, "width")).isEqualTo(26.25);
    assertThat(number(found, "last")).isEqualTo(150);
    // where NumPy differs or has nothing to say
    assertThat(found.get("same")).isEqualTo(List.of(1.5, 4.5));
    assertThat(number(found, "ties")).isEqualTo(4);
    assertThat(number(found, "wanted")).isEqualTo(5);
    assertThat(found.get("none")).isEqualTo("NaN");
  }

  private static double number(Map<String, Object> found, String name) {
    return ((Number) Objects.requireNonNull(found.get(name))).doubleValue();
  }

  private void plot(String spec, String rows) {
    page.evaluate("() => plotted(" + spec + ", " + rows + ")");
    assertThat(plot).hasAttribute(STATE, Pattern.compile("ready|empty"));
  }

  private void set(String statements) {
    page.evaluate("() => { const plot = document.querySelector('assay-plot'); " + statements + " }");
  }

  private List<?> told() {
    return (List<?>) page.evaluate("told");
  }

  private BoundingBox area() {
    return plot.locator(".plot").boundingBox();
  }

  /** Between two places, as shares of the plot from its upper left. */
  private void drag(double fromX, double fromY, double toX, double toY) {
    BoundingBox box = area();
    drag(
        new double[] {box.x + box.width * fromX, box.y + box.height * fromY},
        new double[] {box.x + box.width * toX, box.y + box.height * toY});
  }

  private void drag(double[] from, double[] to) {
    page.mouse().move(from[0], from[1]);
    page.mouse().down();
    page.mouse().move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
    page.mouse().move(to[0], to[1]);
    page.mouse().up();
  }

  /** Along the first or last axis, from one share of its height to another. */
  private void dragAxis(int axis, double from, double to) {
    BoundingBox box = area();
    double x = axis == 0 ? box.x + PARALLEL_SIDE : box.x + box.width - PARALLEL_SIDE;
    double foot = box.y + box.height - PARALLEL_FOOT;
    double height = box.height - PARALLEL_FOOT - PARALLEL_TOP;
    drag(new double[] {x, foot - height * from}, new double[] {x, foot - height * to});
  }

  /** Moves over the middle of the plot until a tooltip comes. */
  private double[] search(BoundingBox box) {
    for (double y = box.y + box.height * 0.1; y < box.y + box.height; y += 8) {
      for (double x = box.x + box.width * 0.4; x < box.x + box.width * 0.6; x += 8) {
        page.mouse().move(x, y);
        if (plot.locator(".tip").isVisible()) {
          return new double[] {x, y};
        }
      }
    }
    throw new AssertionError("no point found");
  }

  private String saved(String format) throws IOException {
    return new String(savedBytes(format), StandardCharsets.UTF_8);
  }

  private byte[] savedBytes(String format) throws IOException {
    plot.getByLabel("Plot menu").first().click();
    Download download = page.waitForDownload(() -> plot.getByText("Save as " + format).click());
    return Files.readAllBytes(download.path());
  }
}
