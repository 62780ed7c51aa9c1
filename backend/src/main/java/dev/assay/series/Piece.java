package dev.assay.series;

/** A stretch of a series as it was read: point by point, or summed up. */
sealed interface Piece {
  long firstStep();

  /** How many points it holds. */
  long count();

  SeriesStats stats();

  record Points(SeriesPoints points) implements Piece {
    @Override
    public long firstStep() {
      return points.firstStep();
    }

    @Override
    public long count() {
      return points.size();
    }

    @Override
    public SeriesStats stats() {
      return SeriesStats.of(points);
    }
  }

  /**
   * A whole chunk.
   *
   * @param lastStep of its last point
   * @param lastTimeMillis of its last point
   */
  record Summary(SubBuckets parts, long lastStep, long lastTimeMillis) implements Piece {
    @Override
    public long firstStep() {
      return parts.step()[0];
    }

    @Override
    public long count() {
      long n = 0;
      for (int count : parts.count()) {
        n += count;
      }
      return n;
    }

    @Override
    public SeriesStats stats() {
      return new SeriesStats(
          firstStep(), lastStep, parts.timeMillis()[0], lastTimeMillis, parts.values());
    }
  }
}
