package dev.assay.series;

import dev.assay.runs.RunId;
import dev.assay.series.ChunkReader.Level;
import dev.assay.series.ChunkReader.Stretch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads series within one transaction, as closely as is needed. To be closed. */
final class SeriesReader implements AutoCloseable {
  /** Up to so many points of a series in view are read one by one. */
  static final long MOST_POINTS = 32_768;

  private final Connection connection;
  private final View view;
  private final ChunkReader chunks = new ChunkReader();

  SeriesReader(Connection connection, View view) {
    this.connection = connection;
    this.view = view;
  }

  /**
   * A part of a series to be read.
   *
   * @param fromStep inclusive
   * @param toStep inclusive
   * @param times what lies outside may be left out
   * @param level how closely to look
   */
  record Part(RunId run, int metricId, long fromStep, long toStep, TimeRange times, Level level) {
    Part(RunId run, int metricId, long fromStep, long toStep, Level level) {
      this(run, metricId, fromStep, toStep, TimeRange.ALL, level);
    }
  }

  /**
   * The pieces of each part, by step: what chunks hold, and laid over it what is in the tail.
   *
   * @param times whether points need their times
   */
  List<List<Piece>> read(List<Part> parts, boolean times) throws SQLException {
    Map<Level, List<Stretch>> stretches = new EnumMap<>(Level.class);
    for (int i = 0; i < parts.size(); i++) {
      Part p = parts.get(i);
      stretches
          .computeIfAbsent(p.level, _ -> new ArrayList<>())
          .addAll(view.stretches(i, p.run, p.metricId, p.fromStep, p.toStep, p.times));
    }
    Map<Integer, List<Piece>> read = new HashMap<>();
    for (Map.Entry<Level, List<Stretch>> entry : stretches.entrySet()) {
      read.putAll(chunks.read(connection, entry.getValue(), entry.getKey(), times));
    }
    List<List<Piece>> all = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Part p = parts.get(i);
      @Nullable SeriesPoints tail = view.tail(p.run, p.metricId);
      all.add(
          View.overlaid(
              read.getOrDefault(i, List.of()),
              tail == null ? null : tail.between(p.fromStep, p.toStep)));
    }
    return all;
  }

  /** A series in short; empty when it has no points. */
  Optional<SeriesStats> stats(RunId run, int metricId) throws SQLException {
    Optional<SeriesStats> stored = view.stored(run, metricId).map(StoredSeries::stats);
    @Nullable SeriesPoints tail = view.tail(run, metricId);
    if (tail == null) {
      return stored;
    }
    if (stored.isEmpty()) {
      return Optional.of(SeriesStats.of(tail));
    }
    return view.isMixed(run, metricId)
        ? stats(run, metricId, Long.MAX_VALUE)
        : Optional.of(stored.get().then(SeriesStats.of(tail)));
  }

  /** A series in short, up to a step. */
  Optional<SeriesStats> stats(RunId run, int metricId, long toStep) throws SQLException {
    Part part = new Part(run, metricId, 0, toStep, Level.COARSE);
    return read(List.of(part), true).getFirst().stream()
        .map(Piece::stats)
        .reduce(SeriesStats::then);
  }

  /**
   * How closely to look at a part of a series, so that about as many buckets as are wanted can be
   * told apart.
   *
   * @param points about how many points are in the part
   * @param n how many the series has
   */
  static Level level(double points, long n, double buckets) {
    if (points <= MOST_POINTS) {
      return Level.POINTS;
    }
    double chunks = points / MergePolicy.target(n);
    return chunks * Chunk.COARSE >= 0.75 * buckets ? Level.COARSE : Level.FINE;
  }

  @Override
  public void close() {
    chunks.close();
  }
}
