package dev.assay.series;

import dev.assay.runs.RunId;
import dev.assay.series.ChunkReader.Stretch;
import dev.assay.series.ChunkTable.Extent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction sees of some runs: how their histories are put together, what lies in chunks
 * and what still in the tail. Of a snapshot, since two statements that each see the newest would
 * miss points that move from the tail into chunks in between.
 */
final class View {
  private final Connection connection;
  private final Map<RunId, Lineage> lineages;
  private final Map<Key, StoredSeries> stored = new HashMap<>();
  private final Map<RunId, Map<Integer, SeriesPoints>> tail;

  private record Key(BranchId branch, int metricId) {}

  /**
   * @param metricIds null for all
   */
  View(Connection connection, Collection<RunId> runs, @Nullable Collection<Integer> metricIds)
      throws SQLException {
    this.connection = connection;
    this.lineages = Lineages.of(connection, runs);
    this.tail = Tail.read(connection, runs, metricIds == null ? null : Set.copyOf(metricIds));
    Set<BranchId> branches = new HashSet<>();
    lineages.values().forEach(l -> l.parts().forEach(part -> branches.add(part.branch())));
    List<StoredSeries> rows =
        metricIds == null
            ? SeriesTable.ofBranches(connection, branches)
            : SeriesTable.find(connection, branches, metricIds);
    rows.forEach(s -> stored.put(new Key(s.branch(), s.metricId()), s));
  }

  Lineage lineage(RunId run) {
    return Objects.requireNonNull(lineages.get(run));
  }

  /** What the chunks of a series amount to; empty when it has none. */
  Optional<StoredSeries> stored(RunId run, int metricId) {
    return Optional.ofNullable(stored.get(new Key(lineage(run).own(), metricId)));
  }

  /** The points of a series that are in no chunk yet; null when there are none. */
  @Nullable SeriesPoints tail(RunId run, int metricId) {
    return tail.getOrDefault(run, Map.of()).get(metricId);
  }

  /** The metrics that a run has points of. */
  Set<Integer> metrics(RunId run) {
    Set<Integer> metrics = new HashSet<>(tail.getOrDefault(run, Map.of()).keySet());
    BranchId own = lineage(run).own();
    stored
        .keySet()
        .forEach(
            key -> {
              if (key.branch().equals(own)) {
                metrics.add(key.metricId());
              }
            });
    return metrics;
  }

  /** Whether points in the tail fall among those in chunks. */
  boolean isMixed(RunId run, int metricId) {
    @Nullable SeriesPoints newer = tail(run, metricId);
    return newer != null
        && stored(run, metricId).filter(s -> newer.firstStep() <= s.stats().lastStep()).isPresent();
  }

  /**
   * The stretches of chunks that a series is read from. Where the tail has points for a chunk that
   * chunk is wanted point by point, since what it sums up no longer holds.
   */
  List<Stretch> stretches(
      int series, RunId run, int metricId, long fromStep, long toStep, TimeRange times)
      throws SQLException {
    List<Stretch> stretches = new ArrayList<>();
    for (Lineage.Part part : lineage(run).partsOf(branch -> isWhole(branch, metricId))) {
      long to = Math.min(toStep, part.toStep());
      if (fromStep <= to) {
        Stretch whole = new Stretch(series, part.branch(), metricId, fromStep, to, times, false);
        @Nullable SeriesPoints newer = tail(run, metricId);
        if (newer != null && isMixed(run, metricId)) {
          stretches.addAll(aroundTouched(whole, newer));
        } else {
          stretches.add(whole);
        }
      }
    }
    return stretches;
  }

  /** The chunks of a series, by step; of one that is shared, as far as it is. */
  List<Extent> extents(RunId run, int metricId) throws SQLException {
    List<Extent> extents = new ArrayList<>();
    for (Lineage.Part part : lineage(run).partsOf(branch -> isWhole(branch, metricId))) {
      for (Extent e : ChunkTable.extents(connection, part.branch(), metricId)) {
        if (e.firstStep() <= part.toStep()) {
          extents.add(new Extent(e.firstStep(), Math.min(e.lastStep(), part.toStep()), e.n()));
        }
      }
    }
    return extents;
  }

  private boolean isWhole(BranchId branch, int metricId) {
    @Nullable StoredSeries there = stored.get(new Key(branch, metricId));
    return there != null && there.own();
  }

  private List<Stretch> aroundTouched(Stretch whole, SeriesPoints newer) throws SQLException {
    List<Stretch> stretches = new ArrayList<>();
    long from = whole.fromStep();
    for (Extent extent : ChunkTable.extents(connection, whole.branch(), whole.metricId())) {
      boolean touched = newer.between(extent.firstStep(), extent.lastStep()).size() > 0;
      if (touched && extent.lastStep() >= from && extent.firstStep() <= whole.toStep()) {
        if (from < extent.firstStep()) {
          stretches.add(whole.between(from, extent.firstStep() - 1, false));
        }
        long to = Math.min(whole.toStep(), extent.lastStep());
        stretches.add(whole.between(Math.max(from, extent.firstStep()), to, true));
        from = to + 1;
      }
    }
    if (from <= whole.toStep()) {
      stretches.add(whole.between(from, whole.toStep(), false));
    }
    return stretches;
  }

  /**
   * Lays what is in the tail over what was read from chunks.
   *
   * @param pieces of {@link #stretches}, by step
   */
  static List<Piece> overlaid(List<Piece> pieces, @Nullable SeriesPoints newer) {
    if (newer == null || newer.size() == 0) {
      return pieces;
    }
    List<Piece> all = new ArrayList<>();
    long from = Long.MIN_VALUE;
    for (int i = -1; i < pieces.size(); i++) {
      long next = i + 1 < pieces.size() ? pieces.get(i + 1).firstStep() : Long.MAX_VALUE;
      SeriesPoints here = newer.between(from, next == Long.MAX_VALUE ? next : next - 1);
      @Nullable Piece piece = i < 0 ? null : pieces.get(i);
      if (piece instanceof Piece.Points(var older)) {
        all.add(new Piece.Points(older.overlaid(here)));
      } else {
        if (piece != null) {
          all.add(piece); // no newer point is in it, only after it
        }
        if (here.size() > 0) {
          all.add(new Piece.Points(here));
        }
      }
      from = next;
    }
    return all;
  }
}
