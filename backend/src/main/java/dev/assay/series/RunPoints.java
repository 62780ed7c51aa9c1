package dev.assay.series;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All points of a run by metric id.
 *
 * @param size the number of points
 */
record RunPoints(Map<Integer, SeriesPoints> series, long size) {

  /**
   * Groups what was written by metric; at a step the last write wins.
   *
   * @param batches in the order in which they were stored
   */
  static RunPoints of(List<PointBatch> batches) {
    Map<Integer, SeriesPoints.Builder> builders = new HashMap<>();
    for (PointBatch batch : batches) {
      SeriesPoints.@Nullable Builder builder = null;
      for (int i = 0; i < batch.size(); i++) {
        int metric = batch.metricIds()[i];
        if (builder == null
            || metric != batch.metricIds()[i - 1]) { // points of a metric mostly stand together
          builder = builders.computeIfAbsent(metric, _ -> new SeriesPoints.Builder());
        }
        builder.add(batch.steps()[i], batch.timesMillis()[i], batch.values()[i]);
      }
    }
    Map<Integer, SeriesPoints> series = HashMap.newHashMap(builders.size());
    builders.forEach((metric, builder) -> series.put(metric, builder.build()));
    return new RunPoints(series, series.values().stream().mapToLong(SeriesPoints::size).sum());
  }

  /** The last point of each metric. */
  Map<Integer, LastPoint> last() {
    Map<Integer, LastPoint> last = HashMap.newHashMap(series.size());
    series.forEach((metric, points) -> last.put(metric, LastPoint.of(points)));
    return last;
  }

  /**
   * A series in short.
   *
   * @param points how many it has
   */
  record LastPoint(long points, long step, long timeMillis, double value) {
    static LastPoint of(SeriesPoints s) {
      int last = Objects.checkIndex(s.size() - 1, s.size());
      return new LastPoint(s.size(), s.steps()[last], s.timesMillis()[last], s.values()[last]);
    }
  }
}
