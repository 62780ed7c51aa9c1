package dev.assay.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stretch of a series as it was read: point by point, or summed up. */
sealed interface Piece {
  long firstStep();

  /** What of it begins at or after a step; null when nothing does. */
  @Nullable Piece from(long step);

  /** How many points it holds. */
  long count();

  SeriesStats stats();

  record Points(SeriesPoints points) implements Piece {
    @Override
    public @Nullable Piece from(long step) {
      SeriesPoints after = points.between(step, Long.MAX_VALUE);
      return after.size() == 0 ? null : new Points(after);
    }

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
    public @Nullable Piece from(long step) {
      int first = Arrays.binarySearch(parts.step(), step);
      first = first >= 0 ? first : -first - 1;
      return first == parts.size()
          ? null
          : new Summary(parts.slice(first, parts.size()), lastStep, lastTimeMillis);
    }

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
