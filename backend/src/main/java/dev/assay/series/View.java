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
  private final Set<Key> wholeInOlder = new HashSet<>();
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
    Set<BranchId> own = new HashSet<>();
    Set<BranchId> older = new HashSet<>();
    for (Lineage lineage : lineages.values()) {
      own.add(lineage.own());
      lineage.inherited().forEach(part -> older.add(part.branch()));
    }
    List<StoredSeries> rows =
        metricIds == null
            ? SeriesTable.ofBranches(connection, own)
            : SeriesTable.find(connection, own, metricIds);
    rows.forEach(s -> stored.put(new Key(s.branch(), s.metricId()), s));
    SeriesTable.whole(connection, older)
        .forEach(s -> wholeInOlder.add(new Key(s.branch(), s.metricId())));
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
   * What chunks and tail a part of a series is read from.
   *
   * @param stretches of chunks; where the tail has points for a chunk, these are to be laid over it
   * @param between points of the tail that fall into no chunk
   */
  record Sources(List<Stretch> stretches, SeriesPoints between) {}

  /**
   * What a part of a series is read from.
   *
   * @param series the number that its stretches carry
   */
  Sources sources(int series, SeriesReader.Part part) throws SQLException {
    @Nullable SeriesPoints newer = tail(part.run(), part.metricId());
    if (newer != null && isMixed(part.run(), part.metricId())) {
      return aroundTouched(series, part, newer);
    }
    List<Stretch> stretches = new ArrayList<>();
    for (Lineage.Part branch : parts(part.run(), part.metricId())) {
      if (part.fromStep() <= Math.min(part.toStep(), branch.toStep())) {
        stretches.add(stretch(series, part, branch));
      }
    }
    return new Sources(stretches, newer == null ? SeriesPoints.NONE : newer);
  }

  private static Stretch stretch(int series, SeriesReader.Part part, Lineage.Part branch) {
    return new Stretch(
        series,
        branch.branch(),
        part.metricId(),
        part.fromStep(),
        Math.min(part.toStep(), branch.toStep()),
        part.times(),
        part.loose(),
        null);
  }

  private Sources aroundTouched(int series, SeriesReader.Part part, SeriesPoints newer)
      throws SQLException {
    List<Stretch> stretches = new ArrayList<>();
    List<SeriesPoints> between = new ArrayList<>();
    long after = Long.MIN_VALUE;
    for (Lineage.Part branch : parts(part.run(), part.metricId())) {
      Stretch whole = stretch(series, part, branch);
      long from = part.fromStep();
      for (Extent chunk : extents(branch, part.metricId())) {
        SeriesPoints inside = newer.between(chunk.firstStep(), chunk.lastStep());
        between.add(newer.between(after, chunk.firstStep() - 1));
        after = chunk.lastStep() + 1;
        if (inside.size() > 0
            && chunk.lastStep() >= part.fromStep()
            && chunk.firstStep() <= part.toStep()) {
          if (from < chunk.firstStep()) {
            stretches.add(whole.between(from, chunk.firstStep() - 1));
          }
          long begin = part.loose() ? chunk.firstStep() : Math.max(from, chunk.firstStep());
          from = Math.min(part.toStep(), chunk.lastStep()) + 1;
          stretches.add(whole.under(inside, begin, from - 1));
        }
      }
      if (from <= whole.toStep()) {
        stretches.add(whole.between(from, whole.toStep()));
      }
    }
    between.add(newer.between(after, Long.MAX_VALUE));
    return new Sources(stretches, SeriesPoints.concat(between));
  }

  private List<Lineage.Part> parts(RunId run, int metricId) {
    return lineage(run).partsOf(branch -> isWhole(branch, metricId));
  }

  private boolean isWhole(BranchId branch, int metricId) {
    Key key = new Key(branch, metricId);
    @Nullable StoredSeries there = stored.get(key);
    return there == null ? wholeInOlder.contains(key) : there.own();
  }

  /** The chunks of a series in a branch, by step, as far as the branch counts. */
  private List<Extent> extents(Lineage.Part branch, int metricId) throws SQLException {
    List<Extent> extents = new ArrayList<>();
    for (Extent e : ChunkTable.extents(connection, branch.branch(), metricId)) {
      if (e.firstStep() <= branch.toStep()) {
        extents.add(new Extent(e.firstStep(), Math.min(e.lastStep(), branch.toStep()), e.n()));
      }
    }
    return extents;
  }

  /** The chunks of a series, by step; of one that is shared, as far as it is. */
  List<Extent> extents(RunId run, int metricId) throws SQLException {
    List<Extent> extents = new ArrayList<>();
    for (Lineage.Part branch : parts(run, metricId)) {
      extents.addAll(extents(branch, metricId));
    }
    return extents;
  }

  /** The first step of the chunk that a step falls into or behind; the step where there is none. */
  long startOfChunk(RunId run, int metricId, long step) throws SQLException {
    long start = step;
    for (Extent chunk : extents(run, metricId)) {
      start = chunk.firstStep() <= step ? chunk.firstStep() : start;
    }
    return start;
  }

  /** How many points lie in the chunks that each part touches, and in the tail. */
  long[] points(List<SeriesReader.Part> parts) throws SQLException {
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      for (Lineage.Part branch : parts(parts.get(i).run(), parts.get(i).metricId())) {
        stretches.add(stretch(i, parts.get(i), branch));
      }
    }
    long[] points = ChunkTable.points(connection, stretches, parts.size());
    for (int i = 0; i < points.length; i++) {
      SeriesReader.Part part = parts.get(i);
      @Nullable SeriesPoints newer = tail(part.run(), part.metricId());
      points[i] += newer == null ? 0 : newer.between(part.fromStep(), part.toStep()).size();
    }
    return points;
  }

  /**
   * Puts points between pieces.
   *
   * @param pieces by step
   * @param points that fall into none of them
   */
  static List<Piece> with(List<Piece> pieces, SeriesPoints points) {
    if (points.size() == 0) {
      return pieces;
    }
    List<Piece> all = new ArrayList<>();
    long from = Long.MIN_VALUE;
    for (int i = -1; i < pieces.size(); i++) {
      if (i >= 0) {
        all.add(pieces.get(i));
      }
      long next = i + 1 < pieces.size() ? pieces.get(i + 1).firstStep() : Long.MAX_VALUE;
      SeriesPoints here = points.between(from, next == Long.MAX_VALUE ? next : next - 1);
      if (here.size() > 0) {
        all.add(new Piece.Points(here));
      }
      from = next;
    }
    return all;
  }
}
