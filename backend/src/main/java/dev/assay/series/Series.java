package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.series.ChartReader.Wanted;
import dev.assay.series.ChunkReader.Level;
import dev.assay.series.ChunkTable.Extent;
import dev.assay.series.SeriesReader.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Reads what runs have measured. At a step of a series the last write wins: the one stored later,
 * and within a batch the one further back. Each series is read as it was at one moment.
 */
@Service
public class Series {
  private static final int SERIES_AT_ONCE = 25;
  private static final int MOST_BUCKETS_IN_MEMORY = 2_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DataSource connections;
  private final MetricNames names;
  private final Semaphore room = new Semaphore(MOST_BUCKETS_IN_MEMORY);

  Series(DataSource connections, MetricNames names) {
    this.connections = connections;
    this.names = names;
  }

  /** The metrics of a run by name, each with its last point. */
  public List<MetricSummary> metrics(RunId run) {
    return metrics(List.of(run)).getOrDefault(run, List.of());
  }

  /** The metrics of runs by name, each with its last point; runs without points are left out. */
  public Map<RunId, List<MetricSummary>> metrics(Collection<RunId> runs) {
    Map<RunId, Map<Integer, SeriesStats>> stats =
        Sql.snapshot(
            connections,
            connection -> {
              View view = new View(connection, runs, null);
              Map<RunId, Map<Integer, SeriesStats>> all = new HashMap<>();
              for (RunId run : runs) {
                all.put(run, stats(connection, view, run, view.metrics(run)));
              }
              return all;
            });
    Set<Integer> used = new HashSet<>();
    stats.values().forEach(ofRun -> used.addAll(ofRun.keySet()));
    Map<Integer, String> nameOfId = names.names(used);
    Map<RunId, List<MetricSummary>> metrics = new HashMap<>();
    stats.forEach(
        (run, ofRun) -> {
          if (!ofRun.isEmpty()) {
            metrics.put(run, summaries(ofRun, nameOfId));
          }
        });
    return metrics;
  }

  private static List<MetricSummary> summaries(
      Map<Integer, SeriesStats> stats, Map<Integer, String> nameOfId) {
    return stats.entrySet().stream()
        .map(e -> summary(Objects.requireNonNull(nameOfId.get(e.getKey())), e.getValue()))
        .sorted(Comparator.comparing(MetricSummary::name))
        .toList();
  }

  /** Which metrics some runs have. Quicker by far than {@link #metrics}, for it reads no values. */
  public MetricUse use(Collection<RunId> runs) {
    MetricUse.Ids ids = Sql.snapshot(connections, connection -> MetricUse.of(connection, runs));
    return ids.named(names.names(ids.runs().keySet()));
  }

  /** The last point of some metrics of some runs; runs and metrics without points are left out. */
  public Map<RunId, Map<String, MetricSummary>> latest(
      Collection<RunId> runs, Collection<String> metrics) {
    Map<String, Integer> ids = names.find(metrics);
    return Sql.snapshot(
        connections,
        connection -> {
          View view = new View(connection, runs, ids.values());
          Map<RunId, Map<String, MetricSummary>> latest = new HashMap<>();
          for (RunId run : runs) {
            Map<Integer, SeriesStats> stats = stats(connection, view, run, ids.values());
            Map<String, MetricSummary> ofRun = new HashMap<>();
            ids.forEach(
                (name, id) -> {
                  @Nullable SeriesStats s = stats.get(id);
                  if (s != null) {
                    ofRun.put(name, summary(name, s));
                  }
                });
            if (!ofRun.isEmpty()) {
              latest.put(run, ofRun);
            }
          }
          return latest;
        });
  }

  private static Map<Integer, SeriesStats> stats(
      Connection connection, View view, RunId run, Collection<Integer> metricIds)
      throws SQLException {
    Map<Integer, SeriesStats> all = HashMap.newHashMap(metricIds.size());
    try (SeriesReader reader = new SeriesReader(connection, view)) {
      for (int metric : metricIds) {
        reader.stats(run, metric).ifPresent(s -> all.put(metric, s));
      }
    }
    return all;
  }

  private static MetricSummary summary(String name, SeriesStats s) {
    Values v = s.values();
    return new MetricSummary(
        name,
        s.n(),
        s.lastStep(),
        Instant.ofEpochMilli(s.lastTimeMillis()),
        v.last(),
        v.min(),
        v.max(),
        v.mean());
  }

  /**
   * Points of a series, by step.
   *
   * @param nextStep where the next page begins; null after the last
   */
  @SuppressWarnings("ArrayRecordComponent") // columns of numbers, never compared
  public record Points(
      long[] steps, long[] timesMillis, double[] values, @Nullable Long nextStep) {}

  /**
   * The points of a series, page by page.
   *
   * @param fromStep inclusive
   * @param toStep inclusive
   * @param limit the most points, 1 to 100,000
   */
  public void points(
      RunId run, String metric, long fromStep, long toStep, int limit, Use<Points> use)
      throws IOException {
    try (Room _ = new Room(limit)) {
      use.with(points(run, metric, fromStep, toStep, limit));
    }
  }

  /** The same, for use in this process. */
  public Points points(RunId run, String metric, long fromStep, long toStep, int limit) {
    @Nullable Integer id = names.find(List.of(metric)).get(metric);
    SeriesPoints page =
        id == null
            ? SeriesPoints.NONE
            : Sql.snapshot(
                connections, connection -> page(connection, run, id, fromStep, toStep, limit + 1));
    int n = Math.min(limit, page.size());
    SeriesPoints shown = page.slice(0, n);
    @Nullable Long next = page.size() > limit ? page.steps()[limit] : null;
    return new Points(shown.steps(), shown.timesMillis(), shown.values(), next);
  }

  /**
   * All points of some series of a run, by metric; those without points are left out. For small
   * series, of which a page each would take longer.
   */
  public Map<String, Points> points(RunId run, Collection<String> metrics) {
    Map<String, Integer> ids = names.find(metrics);
    return Sql.snapshot(
        connections,
        connection -> {
          View view = new View(connection, List.of(run), ids.values());
          Map<String, Points> all = new HashMap<>();
          try (SeriesReader reader = new SeriesReader(connection, view)) {
            List<String> there = new ArrayList<>();
            List<Part> parts = new ArrayList<>();
            for (Map.Entry<String, Integer> id : ids.entrySet()) {
              @Nullable SeriesStats stats = reader.stats(run, id.getValue()).orElse(null);
              if (stats != null) {
                there.add(id.getKey());
                parts.add(whole(run, id.getValue(), stats));
              }
            }
            List<List<Piece>> read = reader.read(parts, true);
            for (int i = 0; i < there.size(); i++) {
              SeriesPoints points = concat(read.get(i));
              all.put(
                  there.get(i),
                  new Points(points.steps(), points.timesMillis(), points.values(), null));
            }
          }
          return all;
        });
  }

  private static Part whole(RunId run, int metric, SeriesStats stats) {
    return new Part(run, metric, stats.firstStep(), stats.lastStep(), Level.POINTS);
  }

  private static SeriesPoints concat(List<Piece> pieces) {
    List<SeriesPoints> parts = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Points(var points)) {
        parts.add(points);
      }
    }
    return parts.isEmpty() ? SeriesPoints.NONE : SeriesPoints.concat(parts);
  }

  /** Reads chunk by chunk, so that little more is in memory than the page needs. */
  private static SeriesPoints page(
      Connection connection, RunId run, int metric, long fromStep, long toStep, int most)
      throws SQLException {
    View view = new View(connection, List.of(run), List.of(metric));
    try (SeriesReader reader = new SeriesReader(connection, view)) {
      @Nullable SeriesStats stats = reader.stats(run, metric).orElse(null);
      if (stats == null) {
        return SeriesPoints.NONE;
      }
      long last = Math.min(toStep, stats.lastStep());
      long from = Math.max(fromStep, stats.firstStep());
      List<Extent> chunks = view.extents(run, metric);
      List<SeriesPoints> parts = new ArrayList<>();
      for (long n = 0; from <= last && n < most; ) {
        long to = Math.min(last, endOf(chunks, from, most - n));
        for (Piece piece :
            reader.read(List.of(new Part(run, metric, from, to, Level.POINTS)), true).getFirst()) {
          if (piece instanceof Piece.Points(var points)) {
            parts.add(points);
            n += points.size();
          }
        }
        from = to + 1;
      }
      SeriesPoints all = parts.isEmpty() ? SeriesPoints.NONE : SeriesPoints.concat(parts);
      return all.slice(0, Math.min(most, all.size()));
    }
  }

  /** A step that ends a chunk so that from one step to it there are so many points, or more. */
  private static long endOf(List<Extent> chunks, long from, long points) {
    long n = 0;
    for (Extent chunk : chunks) {
      n += chunk.lastStep() >= from ? chunk.n() : 0;
      if (n >= points) {
        return chunk.lastStep();
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * What a query found.
   *
   * @param series those that exist, in the order of the query's runs and metrics; when only what
   *     has changed was asked for, those that have. A series without a point in the range asked for
   *     is there, with no buckets
   * @param cursor for reading what has changed since
   */
  public record Reading(List<BucketedSeries> series, String cursor) {}

  /** What is done with an answer, while room is kept for it. */
  public interface Use<T> {
    void with(T answer) throws IOException;
  }

  /**
   * Series in buckets.
   *
   * @throws Problem.Invalid when its cursor is none of this query
   * @throws Problem.Busy when too many charts are being read
   */
  public Reading read(SeriesQuery query) {
    try (Room _ = new Room(query.mostBuckets())) {
      return readNow(query);
    }
  }

  /** The same for an answer that is sent to somebody who may read slowly. */
  public void read(SeriesQuery query, Use<Reading> use) throws IOException {
    try (Room _ = new Room(query.mostBuckets())) {
      use.with(readNow(query));
    }
  }

  /** Memory for an answer, of what there is for all of them. */
  private final class Room implements AutoCloseable {
    private final int numbers;

    Room(int numbers) {
      this.numbers = numbers;
      try {
        if (!room.tryAcquire(numbers, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new Problem.Busy("too many charts are being read at the moment", 1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Problem.Unavailable("the server is stopping");
      }
    }

    @Override
    public void close() {
      room.release(numbers);
    }
  }

  private Reading readNow(SeriesQuery query) {
    Set<String> used = new HashSet<>(query.metrics());
    if (query.axis() instanceof Axis.Metric(var name)) {
      used.add(name);
    }
    Map<String, Integer> ids = names.find(used);
    int all = query.runs().size() * query.metrics().size();
    @Nullable Cursor since = query.since() == null ? null : cursor(query, all);
    List<Wanted> wanted = wanted(query, ids);
    byte[] cuts = new byte[all];
    Arrays.fill(cuts, Cursor.ABSENT);
    List<BucketedSeries> series = new ArrayList<>();
    String snapshot =
        Sql.snapshot(
            connections,
            connection -> {
              ChartReader reader = new ChartReader(connection, query, ids, since, cuts);
              for (int from = 0; from < wanted.size(); from += SERIES_AT_ONCE) {
                int to = Math.min(wanted.size(), from + SERIES_AT_ONCE);
                series.addAll(reader.read(wanted.subList(from, to)));
              }
              return currentSnapshot(connection);
            });
    return new Reading(series, new Cursor(snapshot, cuts, Cursor.hash(query)).text());
  }

  private static Cursor cursor(SeriesQuery query, int series) {
    Cursor cursor = Cursor.parse(Objects.requireNonNull(query.since()));
    if (cursor.query() != Cursor.hash(query) || cursor.cuts().length != series) {
      throw Cursor.foreign(query.since());
    }
    return cursor;
  }

  private static List<Wanted> wanted(SeriesQuery query, Map<String, Integer> ids) {
    List<Wanted> wanted = new ArrayList<>();
    int number = 0;
    for (RunId run : query.runs()) {
      for (String metric : query.metrics()) {
        @Nullable Integer id = ids.get(metric);
        if (id != null) {
          wanted.add(new Wanted(number, run, metric, id));
        }
        number++;
      }
    }
    return wanted;
  }

  private static String currentSnapshot(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select pg_current_snapshot()::text")) {
      ResultSet rows = select.executeQuery();
      rows.next();
      return rows.getString(1);
    }
  }

  /**
   * Changes whenever a point of one of these runs is stored: equal versions mean that nothing has
   * changed in between. Read before the points, it is never newer than they are. Reads no points.
   */
  public String version(Collection<RunId> runs) {
    String versions =
        Sql.snapshot(connections, connection -> Versions.of(connection, runs)).toString();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(versions.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
