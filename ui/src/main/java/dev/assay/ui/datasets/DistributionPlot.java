package dev.assay.ui.datasets;

import com.vaadin.flow.component.Svg;
import dev.assay.datasets.ColumnProfile;
import dev.assay.datasets.ColumnProfile.Category;
import dev.assay.datasets.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A distribution the size of a word: bars of a histogram, or of the most frequent values. */
final class DistributionPlot extends Svg {
  private static final int WIDTH = 140;
  private static final int HEIGHT = 26;
  private static final int MOST_CATEGORIES = 12;

  DistributionPlot(ColumnProfile column) {
    getElement().getClassList().add("distribution");
    getElement().setAttribute("aria-hidden", "true"); // the numbers beside it say it in words
    setSvg(svg(shares(column)));
  }

  /** Of the highest bar. */
  static List<Double> shares(ColumnProfile column) {
    List<Double> heights = new ArrayList<>();
    if (column.numbers() != null) {
      Histogram histogram = column.numbers().histogram();
      histogram.counts().forEach(count -> heights.add((double) count));
    } else {
      column.top().stream()
          .limit(MOST_CATEGORIES)
          .mapToDouble(Category::rows)
          .forEach(heights::add);
    }
    double most = heights.stream().mapToDouble(h -> h).max().orElse(0);
    return heights.stream().map(height -> most == 0 ? 0.0 : height / most).toList();
  }

  private static String svg(List<Double> shares) {
    StringBuilder svg =
        new StringBuilder(
            "<svg width='%d' height='%d' viewBox='0 0 %d %d'>"
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
    double width = (double) WIDTH / Math.max(1, shares.size());
    for (int i = 0; i < shares.size(); i++) {
      // what is there is seen, however little it is
      double height = shares.get(i) == 0 ? 0 : Math.max(1, shares.get(i) * HEIGHT);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x='%.2f' y='%.2f' width='%.2f' height='%.2f' fill='var(--accent)'/>",
              i * width,
              HEIGHT - height,
              Math.max(1, width - 1),
              height));
    }
    return svg.append("</svg>").toString();
  }
}
