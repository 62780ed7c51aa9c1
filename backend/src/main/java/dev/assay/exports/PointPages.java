package dev.assay.exports;

import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the points of runs, series by series: long ones page by page, short ones many at a time.
 */
@Component
class PointPages {
  /** Of a page. */
  static final int MOST_POINTS = 40_000;

  private static final int MOST_SERIES = 500;

  private final Series series;

  PointPages(Series series) {
    this.series = series;
  }

  /** What is done with the pages of a series, in their order. */
  interface Use {
    void page(String metric, Series.Points points) throws IOException;
  }

  /** Reads some series of a run, in their order. */
  void of(RunId run, List<MetricSummary> metrics, Use use) throws IOException {
    List<String> few = new ArrayList<>();
    long points = 0;
    for (MetricSummary metric : metrics) {
      if (points + metric.points() > MOST_POINTS || few.size() == MOST_SERIES) {
        together(run, few, use);
        few.clear();
        points = 0;
      }
      if (metric.points() > MOST_POINTS) {
        alone(run, metric.name(), use);
      } else {
        few.add(metric.name());
        points += metric.points();
      }
    }
    together(run, few, use);
  }

  private void together(RunId run, List<String> metrics, Use use) throws IOException {
    if (metrics.isEmpty()) {
      return;
    }
    Map<String, Series.Points> all = series.points(run, metrics);
    for (String metric : metrics) {
      Series.@Nullable Points points = all.get(metric);
      if (points != null && points.steps().length <= MOST_POINTS) {
        use.page(metric, points);
      } else if (points != null) {
        alone(run, metric, use); // it has grown meanwhile
      }
    }
  }

  private void alone(RunId run, String metric, Use use) throws IOException {
    @Nullable Long from = Long.MIN_VALUE;
    while (from != null) {
      Series.Points page = series.points(run, metric, from, Long.MAX_VALUE, MOST_POINTS);
      use.page(metric, page);
      from = page.nextStep();
    }
  }
}
