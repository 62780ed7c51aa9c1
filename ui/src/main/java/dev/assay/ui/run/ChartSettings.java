package dev.assay.ui.run;

import com.vaadin.flow.router.QueryParameters;
import java.util.Map;

/**
 * How the charts of a run are shown; kept in the address of the page.
 *
 * @param search regular expression on metric names
 * @param smoothing 0 (none) to 99
 */
record ChartSettings(String search, int smoothing, boolean log) {
  static final int MOST_SMOOTHING = 99;

  static ChartSettings from(QueryParameters parameters) {
    return new ChartSettings(
        parameters.getSingleParameter("q").orElse(""),
        smoothing(parameters.getSingleParameter("smoothing").orElse("0")),
        parameters.getSingleParameter("scale").orElse("").equals("log"));
  }

  /** A link that somebody mistyped still opens. */
  private static int smoothing(String text) {
    return text.matches("\\d{1,2}") ? Integer.parseInt(text) : 0;
  }

  Map<String, String> parameters() {
    return Map.of(
        "q",
        search,
        "smoothing",
        smoothing == 0 ? "" : Integer.toString(smoothing),
        "scale",
        log ? "log" : "");
  }

  /** Between 0 and just under 1. */
  double weight() {
    return smoothing / 100.0;
  }
}
