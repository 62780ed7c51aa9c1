package dev.assay.series;

import dev.assay.runs.RunId;
import dev.assay.series.RunPoints.LastPoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Reads what runs have measured. At a step of a series the last write wins: the one stored later,
 * and within a batch the one further back.
 *
 * <p>Runs are decoded one after the other, each whole and in memory: 24 bytes a point, about twice
 * that while it happens. {@code assay.series.cached-points} bounds what is kept between reads.
 */
@Service
public class Series {
  private final MetricNames names;
  private final Tail tail;
  private final DecodedRuns decoded;

  Series(MetricNames names, Tail tail, DecodedRuns decoded) {
    this.names = names;
    this.tail = tail;
    this.decoded = decoded;
  }

  /** The metrics of a run by name, each with its last point. */
  public List<MetricSummary> metrics(RunId run) {
    @Nullable TailVersion version = tail.versions(List.of(run)).get(run);
    if (version == null) {
      return List.of();
    }
    Map<Integer, LastPoint> last = decoded.lastPoints(run, version);
    Map<Integer, String> nameOfId = names.names(last.keySet());
    return last.entrySet().stream()
        .map(e -> summary(Objects.requireNonNull(nameOfId.get(e.getKey())), e.getValue()))
        .sorted(Comparator.comparing(MetricSummary::name))
        .toList();
  }

  /** The last point of some metrics of some runs; runs and metrics without points are left out. */
  public Map<RunId, Map<String, MetricSummary>> latest(
      Collection<RunId> runs, Collection<String> metrics) {
    Map<String, Integer> ids = names.find(metrics);
    Map<RunId, Map<String, MetricSummary>> latest = new HashMap<>();
    tail.versions(runs)
        .forEach(
            (run, version) -> {
              Map<String, MetricSummary> ofRun = latest(decoded.lastPoints(run, version), ids);
              if (!ofRun.isEmpty()) {
                latest.put(run, ofRun);
              }
            });
    return latest;
  }

  private static Map<String, MetricSummary> latest(
      Map<Integer, LastPoint> last, Map<String, Integer> ids) {
    Map<String, MetricSummary> latest = new HashMap<>();
    ids.forEach(
        (name, id) -> {
          @Nullable LastPoint point = last.get(id);
          if (point != null) {
            latest.put(name, summary(name, point));
          }
        });
    return latest;
  }

  private static MetricSummary summary(String name, LastPoint last) {
    return new MetricSummary(
        name, last.points(), last.step(), Instant.ofEpochMilli(last.timeMillis()), last.value());
  }

  /**
   * The series that exist, in the order of the query's runs and metrics. A series without a point
   * in the range asked for is there, with no buckets.
   */
  public List<BucketedSeries> read(SeriesQuery query) {
    return ranges(query).map(Range::buckets).toList();
  }

  /**
   * What was asked of a series.
   *
   * @param lastStep of the range; null when no point is in it
   */
  record Range(BucketedSeries buckets, @Nullable Long lastStep) {}

  /** The series of a query one by one; a run is decoded when its turn comes. */
  Stream<Range> ranges(SeriesQuery query) {
    Map<String, Integer> ids = names.find(query.metrics());
    Map<RunId, TailVersion> versions = tail.versions(query.runs());
    return query.runs().stream()
        .flatMap(
            run -> {
              @Nullable TailVersion version = versions.get(run);
              return version == null
                  ? Stream.of()
                  : ranges(run, decoded.points(run, version), query, ids);
            });
  }

  private static Stream<Range> ranges(
      RunId run, RunPoints all, SeriesQuery query, Map<String, Integer> ids) {
    return query.metrics().stream()
        .flatMap(
            metric -> {
              @Nullable Integer id = ids.get(metric);
              @Nullable SeriesPoints points = id == null ? null : all.series().get(id);
              return points == null ? Stream.of() : Stream.of(range(run, metric, points, query));
            });
  }

  private static Range range(RunId run, String metric, SeriesPoints points, SeriesQuery query) {
    BucketedSeries buckets =
        Buckets.cut(run, metric, points, query.fromStep(), query.toStep(), query.buckets());
    Long lastStep =
        buckets.points() == 0 ? null : points.steps()[points.indexAfter(query.toStep()) - 1];
    return new Range(buckets, lastStep);
  }

  /**
   * Changes whenever a point of one of these runs is stored: equal versions mean that nothing has
   * changed in between. Read before the points, it is never newer than they are. Reads no points.
   */
  public String version(Collection<RunId> runs) {
    String versions =
        tail.versions(runs).entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue().rows() + " " + e.getValue().greatestSeq())
            .sorted()
            .collect(Collectors.joining("\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(versions.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
