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
import java.util.Objects;
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
   * @param loose whether sub-buckets that reach over the beginning are left out, rather than read
   *     point by point: whoever has read the part before has them
   */
  record Part(
      RunId run,
      int metricId,
      long fromStep,
      long toStep,
      TimeRange times,
      Level level,
      boolean loose) {
    Part(RunId run, int metricId, long fromStep, long toStep, Level level) {
      this(run, metricId, fromStep, toStep, TimeRange.ALL, level, false);
    }

    Part at(Level other) {
      return new Part(run, metricId, fromStep, toStep, times, other, loose);
    }
  }

  /**
   * The parts, each looked at as closely as is needed to tell so many buckets apart.
   *
   * @param n how many points each series has
   */
  List<Part> atLevels(List<Part> parts, List<Long> n, int buckets) throws SQLException {
    long[] points = view.points(parts);
    List<Part> all = new ArrayList<>(parts.size());
    for (int i = 0; i < points.length; i++) {
      // the chunks at both ends are counted whole
      long inView = Math.max(0, points[i] - 2L * MergePolicy.target(n.get(i)));
      all.add(parts.get(i).at(level(inView, n.get(i), buckets)));
    }
    return all;
  }

  /** See {@link View#startOfChunk}. */
  long startOfChunk(RunId run, int metricId, long step) throws SQLException {
    return view.startOfChunk(run, metricId, step);
  }

  /**
   * The pieces of each part, by step: what chunks hold, and laid over it what is in the tail.
   *
   * @param times whether points need their times
   */
  List<List<Piece>> read(List<Part> parts, boolean times) throws SQLException {
    Map<Level, List<Stretch>> stretches = new EnumMap<>(Level.class);
    List<SeriesPoints> between = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      View.Sources sources = view.sources(i, parts.get(i));
      stretches
          .computeIfAbsent(parts.get(i).level, _ -> new ArrayList<>())
          .addAll(sources.stretches());
      between.add(sources.between());
    }
    Map<Integer, List<Piece>> read = new HashMap<>();
    for (Map.Entry<Level, List<Stretch>> entry : stretches.entrySet()) {
      read.putAll(chunks.read(connection, entry.getValue(), entry.getKey(), times));
    }
    List<List<Piece>> all = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Part p = parts.get(i);
      List<Piece> pieces = read.getOrDefault(i, List.of());
      if (p.loose) {
        pieces =
            pieces.stream().map(piece -> piece.from(p.fromStep)).filter(Objects::nonNull).toList();
      }
      all.add(View.with(pieces, between.get(i).between(p.fromStep, p.toStep)));
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
    double chunks = points / n * MergePolicy.fullChunks(n);
    return chunks * Chunk.COARSE >= 0.75 * buckets ? Level.COARSE : Level.FINE;
  }

  @Override
  public void close() {
    chunks.close();
  }
}
