package dev.assay.series;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.assay.runs.RunId;
import dev.assay.series.RunPoints.LastPoint;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The points of runs, decoded and kept while they do not change. The panels of a page ask for the
 * same runs at the same moment: the first of them decodes, the others wait for it.
 *
 * <p>A run that is not cached is decoded whole, at about 50 bytes a point while that goes on. Runs
 * larger than the cache are decoded for each reader.
 */
@Component
class DecodedRuns {
  private static final long MOST_LAST_POINTS = 500_000;

  private final Tail tail;
  private final Cache<RunId, At<RunPoints>> points;
  private final Cache<RunId, At<Map<Integer, LastPoint>>> lastPoints;

  DecodedRuns(Tail tail, SeriesSettings settings) {
    this.tail = tail;
    this.points = cache(settings.cachedPoints(), (_, run) -> weight(run.content().size()));
    this.lastPoints = cache(MOST_LAST_POINTS, (_, run) -> weight(run.content().size()));
  }

  private record At<T>(TailVersion version, T content) {}

  private static <T> Cache<RunId, At<T>> cache(long most, Weigher<RunId, At<T>> weigher) {
    return Caffeine.newBuilder()
        .maximumWeight(most)
        .weigher(weigher)
        .executor(Runnable::run)
        .build();
  }

  private static int weight(long size) {
    return (int) Math.clamp(size, 1, Integer.MAX_VALUE);
  }

  /** The points of a run, of this version or a later one. */
  RunPoints points(RunId run, TailVersion version) {
    return get(points, run, version, () -> RunPoints.of(tail.read(run)));
  }

  /** The last points of a run by metric id, of this version or a later one. */
  Map<Integer, LastPoint> lastPoints(RunId run, TailVersion version) {
    return get(lastPoints, run, version, () -> points(run, version).last());
  }

  private static <T> T get(
      Cache<RunId, At<T>> cache, RunId run, TailVersion version, Supplier<T> read) {
    @Nullable At<T> present = cache.getIfPresent(run);
    if (present != null && present.version().equals(version)) {
      return present.content();
    }
    return cache
        .asMap()
        .compute(
            run,
            (_, old) ->
                old != null && old.version().equals(version) ? old : new At<>(version, read.get()))
        .content();
  }
}
