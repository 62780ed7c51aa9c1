package dev.assay.series;

import dev.assay.runs.RunId;
import dev.assay.series.ChunkReader.Level;
import dev.assay.series.ChunkReader.Stretch;
import dev.assay.series.ChunkTable.Extent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes chunks of what lies in the tail of a run: one transaction that writes chunks, updates what
 * is known of their series, and removes exactly the rows that it has read. Chunks of a series never
 * overlap. An advisory lock per run lets one server at a time do this.
 */
final class Compaction {
  private static final long MOST_POINTS_AT_ONCE = 500_000;

  private final DataSource connections;

  Compaction(DataSource connections) {
    this.connections = connections;
  }

  /** What became of a run's tail. */
  sealed interface Outcome {
    /**
     * Rows have become chunks.
     *
     * @param points how many were in them
     * @param series how many series they are of
     * @param whole whether that was all
     */
    record Flushed(long points, int series, boolean whole) implements Outcome {}

    /** Another server is at it. */
    record Locked() implements Outcome {}
  }

  /** Flushes the oldest rows of a run. */
  Outcome flush(RunId run) {
    return Sql.transaction(
        connections,
        connection ->
            RunLock.tryTake(connection, run) ? flush(connection, run) : new Outcome.Locked());
  }

  /** The same in a transaction that holds the run's lock. */
  static Outcome.Flushed flush(Connection connection, RunId run) throws SQLException {
    Tail.Head head = Tail.head(connection, run, MOST_POINTS_AT_ONCE);
    if (!head.seqs().isEmpty()) {
      if (RunLock.isThere(connection, run)) {
        try (Flush flush = new Flush(connection, Lineages.of(connection, run))) {
          flush.store(head.series());
        }
        Flushes.count(connection, run);
      } else { // it was purged while they were being stored: nothing is kept
        Tail.forgetBatches(connection, run);
      }
      Tail.remove(connection, run, head.seqs());
    }
    return new Outcome.Flushed(head.points(), head.series().size(), head.whole());
  }

  /**
   * Makes the last small chunks of every series of a run one; false when another server is at it.
   */
  boolean seal(RunId run) {
    return Sql.transaction(
        connections,
        connection -> {
          if (!RunLock.tryTake(connection, run)) {
            return false;
          }
          Lineage lineage = Lineages.of(connection, run);
          List<StoredSeries> open =
              SeriesTable.ofBranches(connection, List.of(lineage.own())).stream()
                  .filter(s -> s.openChunks().length > 1)
                  .toList();
          if (!open.isEmpty() && RunLock.isThere(connection, run)) {
            try (Flush flush = new Flush(connection, lineage)) {
              flush.seal(open);
            }
            Flushes.count(connection, run);
          }
          return true;
        });
  }

  /** The work of one transaction. */
  static final class Flush implements AutoCloseable {
    /** Bounds memory: about 100 bytes for each while they are rewritten. */
    private static final long MOST_POINTS_REWRITTEN_AT_ONCE = 1_000_000;

    private final Connection connection;
    private final Lineage lineage;
    private final BranchId branch;
    private final Chunk.Encoder encoder = new Chunk.Encoder();
    private final Chunk.Decoder decoder = new Chunk.Decoder();
    private final ChunkReader reader = new ChunkReader();
    private final List<StoredSeries> changed = new ArrayList<>();

    Flush(Connection connection, Lineage lineage) {
      this.connection = connection;
      this.lineage = lineage;
      this.branch = lineage.own();
    }

    void store(Map<Integer, SeriesPoints> fresh) throws SQLException {
      Map<Integer, StoredSeries> present =
          SeriesTable.find(connection, List.of(branch), fresh.keySet()).stream()
              .collect(Collectors.toMap(StoredSeries::metricId, s -> s));
      Map<Integer, Addition> additions = new LinkedHashMap<>();
      for (Map.Entry<Integer, SeriesPoints> entry : new TreeMap<>(fresh).entrySet()) {
        int metric = entry.getKey();
        SeriesPoints points = entry.getValue();
        @Nullable StoredSeries before = present.get(metric);
        if (before != null && points.firstStep() <= lastTaken(before)) {
          insert(own(before), points);
        } else {
          additions.put(metric, addition(before, points));
        }
      }
      addAll(additions);
      SeriesTable.write(connection, changed);
    }

    /**
     * The last step that a series has, or that belongs to a branch it inherits from: chunks of
     * branches must not reach into each other.
     */
    private long lastTaken(StoredSeries series) {
      long last = series.stats().lastStep();
      return series.own() ? last : Math.max(last, lineage.inheritedTo());
    }

    void seal(List<StoredSeries> series) throws SQLException {
      Map<Integer, Addition> additions = new LinkedHashMap<>();
      for (StoredSeries s : series) {
        additions.put(s.metricId(), new Addition(s, null, s.openChunks(), s.openChunks().length));
      }
      addAll(additions);
      SeriesTable.write(connection, changed);
    }

    /**
     * Points behind all that a series has.
     *
     * @param open points in its last chunks
     * @param absorbed how many of those chunks become one with the new points
     */
    private record Addition(
        @Nullable StoredSeries before, @Nullable SeriesPoints fresh, int[] open, int absorbed) {
      long rewritten() {
        return IntStream.of(open).skip(open.length - absorbed).asLongStream().sum()
            + (fresh == null ? 0 : fresh.size());
      }
    }

    private static Addition addition(@Nullable StoredSeries before, SeriesPoints fresh) {
      if (before == null) {
        return new Addition(null, fresh, new int[0], 0);
      }
      long n = before.n() + fresh.size();
      int[] open = before.openChunks();
      return new Addition(before, fresh, open, MergePolicy.absorbed(open, fresh.size(), n));
    }

    private int[] sizes(int metric) throws SQLException {
      return ChunkTable.extents(connection, branch, metric).stream().mapToInt(Extent::n).toArray();
    }

    private void addAll(Map<Integer, Addition> additions) throws SQLException {
      Map<Integer, Addition> together = new LinkedHashMap<>();
      long points = 0;
      for (Map.Entry<Integer, Addition> entry : additions.entrySet()) {
        together.put(entry.getKey(), entry.getValue());
        points += entry.getValue().rewritten();
        if (points >= MOST_POINTS_REWRITTEN_AT_ONCE) {
          add(together);
          together.clear();
          points = 0;
        }
      }
      add(together);
    }

    private void add(Map<Integer, Addition> additions) throws SQLException {
      Map<Integer, Integer> howMany = new HashMap<>();
      additions.forEach(
          (metric, addition) -> {
            if (addition.absorbed > 0) {
              howMany.put(metric, addition.absorbed);
            }
          });
      Map<Integer, SeriesPoints> absorbed =
          ChunkTable.takeLast(connection, branch, howMany, decoder);
      List<Chunk> chunks = new ArrayList<>();
      additions.forEach(
          (metric, addition) -> chunks.addAll(add(metric, addition, absorbed.get(metric))));
      ChunkTable.insert(connection, branch, chunks);
    }

    private List<Chunk> add(int metric, Addition addition, @Nullable SeriesPoints absorbed) {
      @Nullable StoredSeries before = addition.before;
      @Nullable SeriesPoints fresh = addition.fresh;
      SeriesPoints points =
          absorbed == null
              ? Objects.requireNonNull(fresh)
              : fresh == null ? absorbed : SeriesPoints.concat(List.of(absorbed, fresh));
      SeriesStats stats =
          before == null
              ? SeriesStats.of(Objects.requireNonNull(fresh))
              : fresh == null ? before.stats() : before.stats().then(SeriesStats.of(fresh));
      List<Chunk> chunks = encoder.encode(metric, points, MergePolicy.target(stats.n()));
      int left = addition.open.length - addition.absorbed;
      int[] sizes =
          IntStream.concat(
                  IntStream.of(addition.open).limit(left), chunks.stream().mapToInt(Chunk::n))
              .toArray();
      boolean own = before == null || before.own();
      changed.add(new StoredSeries(branch, metric, stats, MergePolicy.open(sizes, stats.n()), own));
      return chunks;
    }

    /**
     * A series all of whose history lies in this branch. One that is inherited is copied first: a
     * point is about to be written into a part that other runs share.
     */
    private StoredSeries own(StoredSeries series) throws SQLException {
      if (series.own()) {
        return series;
      }
      List<BranchId> branches = lineage.parts().stream().map(Lineage.Part::branch).toList();
      Set<BranchId> whole =
          SeriesTable.find(connection, branches, List.of(series.metricId())).stream()
              .filter(StoredSeries::own)
              .map(StoredSeries::branch)
              .collect(Collectors.toSet());
      for (Lineage.Part part : lineage.partsOf(whole::contains)) {
        if (!part.branch().equals(branch)) {
          copy(part, series.metricId());
        }
      }
      return new StoredSeries(branch, series.metricId(), series.stats(), series.openChunks(), true);
    }

    private void copy(Lineage.Part part, int metric) throws SQLException {
      for (Extent extent : ChunkTable.extents(connection, part.branch(), metric)) {
        if (extent.firstStep() <= part.toStep()) {
          List<Stretch> stretch =
              List.of(
                  new Stretch(
                      0,
                      part.branch(),
                      metric,
                      extent.firstStep(),
                      Math.min(extent.lastStep(), part.toStep()),
                      TimeRange.ALL,
                      false,
                      null));
          List<Chunk> chunks = new ArrayList<>();
          for (Piece piece :
              reader.read(connection, stretch, Level.POINTS, true).getOrDefault(0, List.of())) {
            if (piece instanceof Piece.Points(var points)) {
              chunks.add(encoder.encode(metric, points));
            }
          }
          ChunkTable.insert(connection, branch, chunks);
        }
      }
    }

    /** Writes points among those that a series has: the chunks they fall into are made anew. */
    private void insert(StoredSeries before, SeriesPoints fresh) throws SQLException {
      int metric = before.metricId();
      List<Extent> extents = ChunkTable.extents(connection, branch, metric);
      for (Map.Entry<Extent, SeriesPoints> touched : byChunk(extents, fresh).entrySet()) {
        SeriesPoints both =
            ChunkTable.take(connection, branch, metric, touched.getKey().firstStep(), decoder)
                .overlaid(touched.getValue());
        ChunkTable.insert(
            connection,
            branch,
            encoder.encode(metric, both, MergePolicy.target(before.n() + fresh.size())));
      }
      SeriesStats stats = stats(metric);
      changed.add(
          new StoredSeries(
              branch, metric, stats, MergePolicy.open(sizes(metric), stats.n()), true));
    }

    /**
     * New points by the chunk that they fall into or behind; the first chunk takes those before it.
     */
    private static SortedMap<Extent, SeriesPoints> byChunk(
        List<Extent> extents, SeriesPoints fresh) {
      SortedMap<Extent, SeriesPoints> byChunk =
          new TreeMap<>(Comparator.comparingLong(Extent::firstStep));
      for (int i = 0; i < extents.size(); i++) {
        long from = i == 0 ? Long.MIN_VALUE : extents.get(i).firstStep();
        long to = i + 1 < extents.size() ? extents.get(i + 1).firstStep() - 1 : Long.MAX_VALUE;
        SeriesPoints here = fresh.between(from, to);
        if (here.size() > 0) {
          byChunk.put(extents.get(i), here);
        }
      }
      return byChunk;
    }

    private SeriesStats stats(int metric) throws SQLException {
      Stretch all = new Stretch(0, branch, metric, 0, Long.MAX_VALUE, TimeRange.ALL, false, null);
      return Objects.requireNonNull(
              reader.read(connection, List.of(all), Level.COARSE, true).get(0))
          .stream()
          .map(Piece::stats)
          .reduce(SeriesStats::then)
          .orElseThrow();
    }

    @Override
    public void close() {
      encoder.close();
      decoder.close();
      reader.close();
    }
  }
}
