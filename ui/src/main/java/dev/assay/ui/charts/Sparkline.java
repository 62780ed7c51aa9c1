package dev.assay.ui.charts;

import com.vaadin.flow.component.Svg;
import dev.assay.runs.RunId;
import java.util.Locale;

/** A curve the size of a word: no axes, only its course. */
public class Sparkline extends Svg {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 26;
  private static final int MARGIN = 2;

  private String drawn = "";

  public Sparkline() {
    getElement().getClassList().add("sparkline");
    getElement().setAttribute("aria-hidden", "true"); // the value beside it says it in words
  }

  /**
   * @param y values that are not finite are left out
   */
  public void show(RunId run, long[] x, double[] y) {
    String svg =
        "<svg width='%d' height='%d' viewBox='0 0 %d %d'>".formatted(WIDTH, HEIGHT, WIDTH, HEIGHT)
            + "<polyline fill='none' stroke='%s' stroke-width='1.5' stroke-linejoin='round' points='%s'/></svg>"
                .formatted(RunColor.css(run), points(x, y));
    if (!svg.equals(drawn)) {
      drawn = svg;
      setSvg(svg);
    }
  }

  private static String points(long[] x, double[] y) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : y) {
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(y[i])) {
        double across = share(x[i], x[0], x[x.length - 1]);
        double down = 1 - share(y[i], least, greatest);
        points.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                MARGIN + across * (WIDTH - 2 * MARGIN),
                MARGIN + down * (HEIGHT - 2 * MARGIN)));
      }
    }
    return points.toString().stripTrailing();
  }

  /** Where a value lies between two others; in the middle when they are the same. */
  private static double share(double value, double from, double to) {
    return to > from ? (value - from) / (to - from) : 0.5;
  }
}
