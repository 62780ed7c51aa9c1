package dev.assay.series;

/**
 * A series in short.
 *
 * @param values its values in short, the last one by step
 */
record SeriesStats(
    long firstStep, long lastStep, long firstTimeMillis, long lastTimeMillis, Values values) {

  static SeriesStats of(SeriesPoints points) {
    int n = points.size();
    return new SeriesStats(
        points.firstStep(),
        points.lastStep(),
        points.timesMillis()[0],
        points.timesMillis()[n - 1],
        Values.of(points.values(), 0, n));
  }

  long n() {
    return values.count();
  }

  /** This and the part of the series that comes after it. */
  SeriesStats then(SeriesStats later) {
    return new SeriesStats(
        firstStep,
        later.lastStep,
        firstTimeMillis,
        later.lastTimeMillis,
        values.then(later.values));
  }
}
