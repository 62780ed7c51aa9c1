package dev.assay.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Page;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The arithmetic of charts, run where it is used. Reference values come from NumPy, pandas and SciPy with
 *
 * <pre>
 *   x = np.array([0,1,2,4,8,9,20.]); y = np.array([5,3,4,2,np.nan,1,.5]); ok = np.isfinite(y)
 *   u = np.array([1,4,2,8,5,7,3,6,9,0.])
 * </pre>
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartMathE2eTest {
  private static final String X = "const x = [0, 1, 2, 4, 8, 9, 20], y = [5, 3, 4, 2, NaN, 1, .5];";
  private static final String U =
      "const t = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], u = [1, 4, 2, 8, 5, 7, 3, 6, 9, 0];";

  @Autowired TestApi api;

  private Browser browser;
  private Page page;

  @BeforeAll
  void open() {
    browser = new Browser();
    page = browser.open();
    page.navigate(api.url("/login"));
  }

  @AfterAll
  void close() {
    browser.close();
  }

  /** What code gives that has a module of charts as {@code m}. */
  private Object run(String module, String code) {
    return page.evaluate("async () => { const m = await import('/charts/%s.js'); %s }".formatted(module, code));
  }

  private double[] numbers(String module, String code) {
    Object list = run(module, code);
    return ((List<?>) list)
        .stream().mapToDouble(v -> v == null ? Double.NaN : ((Number) v).doubleValue()).toArray();
  }

  private static void assertClose(double[] numbers, double... expected) {
    assertThat(numbers).containsExactly(expected, within(1e-6));
  }

  // pd.Series(y[ok]).ewm(halflife=pd.Timedelta(seconds=np.log(.5)/np.log(np.sqrt(.6))*2000/1000),
  //                      times=pd.to_datetime(x[ok], unit='s')).mean()
  @Test
  void the_time_weighted_average_is_that_of_pandas() {
    assertClose(
        numbers("smoothing", X + "return [...m.ema(x, y, .6, 2000)].filter(Number.isFinite)"),
        5.0, 3.936233, 3.960254, 3.318878, 2.43176, 1.254951);
  }

  @Test
  void a_smoothed_curve_starts_at_the_first_value_and_a_constant_stays_itself() {
    for (String smoother : List.of("ema", "gaussian", "mean")) {
      assertClose(
          numbers("smoothing", "return [...m.smooth('%s', [1, 2, 5], [7, 7, 7], .9, 4)]".formatted(smoother)), 7, 7, 7);
      assertClose(
          numbers("smoothing", "return [...m.smooth('%s', [1, 2, 5], [7, 1, 3], 0, 4)]".formatted(smoother)), 7, 1, 3);
    }
    assertThat(numbers("smoothing", X + "return [m.ema(x, y, .99, 20)[0]]")).containsExactly(5);
  }

  // d = x[ok][:,None]-x[ok]; w = np.exp(-.5*(d/2)**2)*(abs(d)<=8); (w@y[ok])/w.sum(1)
  // scipy.ndimage.gaussian_filter1d(u, 1.0, truncate=4)[4:6]
  @Test
  void the_gaussian_is_that_of_scipy() {
    assertClose(
        numbers("smoothing", X + "return [...m.gaussian(x, y, 2)].filter(Number.isFinite)"),
        3.941636, 3.751515, 3.517201, 2.900177, 1.048899, 0.5);
    assertThat(numbers("smoothing", U + "return [...m.gaussian(t, u, 1)].slice(4, 6)"))
        .containsExactly(new double[] {5.939902, 5.533537}, within(1e-6));
  }

  // pd.Series(u).rolling(5, center=True, min_periods=1).mean()
  @Test
  void the_running_mean_is_that_of_pandas() {
    assertClose(
        numbers("smoothing", U + "return [...m.runningMean(t, u, 2)]"),
        2.333333, 3.75, 4, 5.2, 5, 5.8, 6, 5, 4.5, 5);
  }

  // np.std([1,2,4,8], ddof=1) = 3.095696; st.t.interval(.95, 3, loc=3.75, scale=st.sem([1,2,4,8]))
  @Test
  void bands_are_those_of_scipy() {
    assertClose(numbers("aggregate", "return m.summary([1, 2, 4, 8], 'std')"), 3.75, 0.654304, 6.845696);
    assertThat(numbers("aggregate", "return m.summary([1, 2, 4, 8], 'ci')"))
        .containsExactly(new double[] {3.75, -1.175943, 8.675943}, within(1e-4));
    assertClose(numbers("aggregate", "return m.summary([1, 2, 4, 8], 'minmax')"), 3.75, 1, 8);
    // st.t.ppf(.975, [31, 60, 1000])
    assertThat(numbers("aggregate", "return [31, 60, 1000].map(m.studentT)"))
        .containsExactly(new double[] {2.039513, 2.000298, 1.962339}, within(1e-4));
  }

  @Test
  void one_value_has_a_mean_but_no_deviation() {
    assertThat(run("aggregate", "return m.summary([2], 'std').map(String)")).isEqualTo(List.of("2", "NaN", "NaN"));
    assertThat(run("aggregate", "return m.summary([], 'ci').map(String)")).isEqualTo(List.of("NaN", "NaN", "NaN"));
  }

  // np.interp([0,.5,1,3,5,8], [0,1,2,4,8], [5,3,4,2,10]); np.quantile(np.arange(10)**2, [.01,.5,.99])
  @Test
  void interpolation_and_quantiles_are_those_of_numpy() {
    assertClose(
        numbers("aggregate", "return [...m.interpolate([0, 1, 2, 4, 8], [5, 3, 4, 2, 10], [0, .5, 1, 3, 5, 8])]"),
        5, 4, 3, 3, 4, 10);
    assertClose(
        numbers("plot-statistics", "return [.01, .5, .99].map((q) => m.quantile([0, 1, 4, 9, 16, 25, 36, 49, 64, 81], q))"),
        0.09, 20.5, 79.47);
    assertThat(run("aggregate", "return [...m.interpolate([1, 2], [1, 2], [0, 3])].map(String)"))
        .as("nothing is known beyond the ends")
        .isEqualTo(List.of("NaN", "NaN"));
  }

  // g = union of both x; R = np.interp(g, X, Y, left=nan, right=nan) of each; np.nanmean(R, 0), np.nanstd(R, 0, ddof=1)
  @Test
  void runs_of_a_group_are_aligned_before_they_are_aggregated() {
    String curves =
        "const r = m.aggregate([{x: [0,2,4,6,8], y: [0,4,16,36,64]},"
            + " {x: [1,2,3,4,5,6,7,8], y: [4,7,10,13,16,19,22,25]}], 'std');";
    assertClose(numbers("aggregate", curves + "return [...r.x]"), 0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertClose(
        numbers("aggregate", curves + "return [...r.y]"), 0, 3, 5.5, 10, 14.5, 21, 27.5, 36, 44.5);
    assertClose(
        numbers("aggregate", curves + "return [...r.high].map((h, i) => h - r.y[i]).slice(1)"),
        1.414214, 2.12132, 0, 2.12132, 7.071068, 12.020815, 19.79899, 27.577164);
    assertClose(numbers("aggregate", curves + "return [...r.n]"), 1, 2, 2, 2, 2, 2, 2, 2, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          val/loss - b                 | 2   | 6
          sqrt(val/loss) * (b + 1) / 2 | 3   | 6
          max(val/loss, b, 5)          | 5   | 9
          -b * -`top 1` + 2e1          | 22  | 23
          1 - 2 - b                    | -3  | -4
          12 / b / 2                   | 3   | 2
          abs(min(b, 1) - 4)           | 3   | 3
          log(exp(b))                  | 2   | 3
          """)
  void expressions_are_worked_out_by_the_rules_of_arithmetic(String text, double first, double second) {
    String columns =
        "const c = new Map([['val/loss', Float64Array.of(4, 9)], ['b', Float64Array.of(2, 3)],"
            + " ['top 1', Float64Array.of(1, 1)]]);";
    assertClose(numbers("expression", columns + "return [...m.parse('%s').evaluate(c, 2)]".formatted(text)), first, second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          val/loss - | character 11: a metric, a number or ( is expected instead of the end
          a b        | character 3: an operator is expected before b
          foo(a)     | character 1: there is no function foo; there are log, exp, abs, sqrt, min, max
          (a         | character 3: the bracket of character 1 is not closed before the end
          a # b      | character 3: # is not understood
          `a         | character 1: this backtick is not closed
          log(a, b)  | character 1: log takes one argument rather than 2
          1 + 2      | character 1: it names no metric
          """)
  void what_is_wrong_with_an_expression_is_said_with_its_place(String text, String message) {
    assertThat(run("expression", "try { m.parse('%s'); } catch (e) { return e.message; }".formatted(text)))
        .isEqualTo(message);
  }

  @Test
  void a_layout_survives_what_is_not_understood() {
    String code = "return m.Layout.parse('%s').text()";
    assertThat(Stream.of("", "{", "null", "[]", "{\"m\":[[1,2]],\"s\":{\"a\":[9,9]},\"p\":[{\"kind\":\"x\"}]}"))
        .allSatisfy(text -> assertThat(run("layout", code.formatted(text))).isEqualTo(""));
  }

  @Test
  void axes_of_figures_begin_and_end_where_they_are_told() {
    assertThat(numbers("figure-scale", "const s = m.scale({ from: 0, to: 1 }, [0.3, 0.4], 5); return [s.at(0.25), s.back(0.75), ...s.ticks];"))
        .containsExactly(0.25, 0.75, 0, 0.2, 0.4, 0.6, 0.8, 1);
    assertThat(numbers("figure-scale", "const s = m.scale({ from: 0 }, [10, 40], 4); return [s.from, s.at(0)];"))
        .containsExactly(0, 0);
    assertThat(numbers("figure-scale", "const s = m.scale({ names: ['a', 'b', 'c', 'd'] }, [], 2); return [s.at(0), s.at(3), ...s.ticks];"))
        .containsExactly(0.125, 0.875, 0, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00Z, 2026-01-03T12:00Z, 6, 2026-01-01 2026-01-01 12:00 2026-01-02 2026-01-02 12:00 2026-01-03 2026-01-03 12:00",
    "2026-01-05T00:00Z, 2026-07-01T00:00Z, 6, 2026-02-01 2026-03-01 2026-04-01 2026-05-01 2026-06-01 2026-07-01",
    "2019-06-01T00:00Z, 2026-07-01T00:00Z, 4, 2021-01-01 2023-01-01 2025-01-01"
  })
  void axes_of_time_are_marked_at_round_times(String from, String to, int most, String marks) {
    String code =
        "const a = { as: 'time', from: Date.parse('%s'), to: Date.parse('%s') }; return m.scale(a, [], %d).ticks.map((t) => m.written(t, a)).join(' ');";
    assertThat(run("figure-scale", code.formatted(from, to, most))).isEqualTo(marks);
  }
}
