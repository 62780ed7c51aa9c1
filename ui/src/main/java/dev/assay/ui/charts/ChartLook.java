package dev.assay.ui.charts;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.ui.parts.UrlWord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How charts are shown; kept in the address of the page. What an address has wrong is as if it were
 * left out, so that a link that somebody mistyped still opens.
 *
 * @param charts regular expression on the names of metrics; empty for all
 * @param x what charts are drawn against: {@code step}, {@code time}, {@code relative}, {@code
 *     tokens}, {@code flops} or {@code metric:NAME}
 * @param xlog whether that axis is logarithmic
 * @param log whether the other one is
 * @param smoothing 0 (none) to 99
 * @param clip whether axes leave out values beyond the first and last percentile
 * @param envelope whether the range of the points behind a line is shown
 * @param layout what people have moved, sized, folded and added, as charts/layout.js writes it;
 *     empty for nothing
 */
public record ChartLook(
    String charts,
    String x,
    boolean xlog,
    boolean log,
    int smoothing,
    Smoother smoother,
    boolean clip,
    boolean envelope,
    Band band,
    String layout) {

  public static final String STEP = "step";
  public static final String METRIC = "metric:";
  public static final int MOST_SMOOTHING = 99;

  /** Longer ones would make addresses that servers and chats cut off. */
  static final int LONGEST_LAYOUT = 6_000;

  private static final int LONGEST_NAME = 250;

  /** How lines are smoothed; docs/charts.md has the formulas. */
  public enum Smoother implements UrlWord {
    EMA("ema", "Time-weighted EMA"),
    GAUSSIAN("gaussian", "Gaussian"),
    MEAN("mean", "Running mean");

    private final String parameter;
    private final String label;

    Smoother(String parameter, String label) {
      this.parameter = parameter;
      this.label = label;
    }

    @Override
    public String parameter() {
      return parameter;
    }

    public String label() {
      return label;
    }
  }

  /** What is drawn of the runs of a group. */
  public enum Band implements UrlWord {
    NONE("", "Each run"),
    STD("std", "Mean ± std"),
    MINMAX("minmax", "Mean, min–max"),
    CI("ci", "Mean, 95 % CI");

    private final String parameter;
    private final String label;

    Band(String parameter, String label) {
      this.parameter = parameter;
      this.label = label;
    }

    @Override
    public String parameter() {
      return parameter;
    }

    public String label() {
      return label;
    }
  }

  public static final ChartLook DEFAULT = from(QueryParameters.empty());

  public static ChartLook from(QueryParameters parameters) {
    return new ChartLook(
        regex(get(parameters, "charts")),
        x(get(parameters, "x")),
        get(parameters, "xlog").equals("on"),
        get(parameters, "scale").equals("log"),
        smoothing(get(parameters, "smoothing")),
        UrlWord.of(get(parameters, "smoother"), Smoother.EMA),
        get(parameters, "clip").equals("on"),
        !get(parameters, "envelope").equals("off"),
        UrlWord.of(get(parameters, "band"), Band.NONE),
        layout(get(parameters, "layout")));
  }

  /** Longer ones are no search any more, and could keep a browser busy. */
  private static String regex(String text) {
    return text.length() > LONGEST_NAME ? "" : text;
  }

  private static String get(QueryParameters parameters, String name) {
    return parameters.getSingleParameter(name).orElse("");
  }

  private static String x(String text) {
    return switch (text) {
      case "time", "relative", "tokens", "flops" -> text;
      default -> metricOf(text) == null ? STEP : text;
    };
  }

  private static @Nullable String metricOf(String x) {
    boolean named = x.startsWith(METRIC) && x.length() > METRIC.length();
    return named && x.length() <= METRIC.length() + LONGEST_NAME
        ? x.substring(METRIC.length())
        : null;
  }

  private static int smoothing(String text) {
    return text.matches("\\d{1,2}") ? Integer.parseInt(text) : 0;
  }

  private static String layout(String text) {
    return text.startsWith("{") && text.length() <= LONGEST_LAYOUT ? text : "";
  }

  /** Those of the address; an empty one is the default, and left out there. */
  public Map<String, String> parameters() {
    Map<String, String> all = new TreeMap<>();
    all.put("charts", charts);
    all.put("x", x.equals(STEP) ? "" : x);
    all.put("xlog", xlog ? "on" : "");
    all.put("scale", log ? "log" : "");
    all.put("smoothing", smoothing == 0 ? "" : Integer.toString(smoothing));
    all.put("smoother", smoother == Smoother.EMA ? "" : smoother.parameter());
    all.put("clip", clip ? "on" : "");
    all.put("envelope", envelope ? "" : "off");
    all.put("band", band.parameter());
    all.put("layout", layout);
    return all;
  }

  public ChartLook withCharts(String regex) {
    return new ChartLook(regex, x, xlog, log, smoothing, smoother, clip, envelope, band, layout);
  }

  public ChartLook withX(String other) {
    return new ChartLook(
        charts, x(other), xlog, log, smoothing, smoother, clip, envelope, band, layout);
  }

  public ChartLook withBand(Band other) {
    return new ChartLook(charts, x, xlog, log, smoothing, smoother, clip, envelope, other, layout);
  }

  public ChartLook withLayout(String other) {
    return new ChartLook(
        charts, x, xlog, log, smoothing, smoother, clip, envelope, band, layout(other));
  }
}
