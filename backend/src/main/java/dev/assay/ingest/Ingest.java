package dev.assay.ingest;

import dev.assay.problem.Problem;
import dev.assay.runs.Recording;
import dev.assay.runs.RunId;
import dev.assay.series.Compactor;
import dev.assay.series.MetricNames;
import dev.assay.series.PointBatch;
import dev.assay.series.RunBatch;
import dev.assay.series.Tail;
import jakarta.annotation.PreDestroy;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Takes in what runs measure: all of a batch, durable, or none of it. */
@Service
public class Ingest {
  private final MetricsOfRuns metrics;
  private final MetricNames names;
  private final Recording recording;
  private final GroupCommit commits;

  Ingest(
      MetricsOfRuns metrics,
      MetricNames names,
      Tail tail,
      Compactor compactor,
      Recording recording,
      IngestSettings settings) {
    this.metrics = metrics;
    this.names = names;
    this.recording = recording;
    this.commits = new GroupCommit(tail, compactor, settings);
  }

  /**
   * Stores a batch; returns the number of points when they are durable. A run that has ended still
   * takes points: its client may be flushing. Not to be called inside a transaction.
   *
   * @param key a batch of the run with the same key is stored once; null for one that is stored
   *     anyway
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Invalid when the run would have too many metrics
   * @throws Problem.Busy when too many points are waiting
   * @throws Problem.Unavailable when the database did not take them
   */
  public int store(RunId run, @Nullable UUID key, MetricBatch batch) {
    int stored = storeComputed(run, key, batch);
    if (stored > 0) {
      recording.signOfLife(run);
    }
    return stored;
  }

  /**
   * The same of points that the server has computed: they do not tell that the run is alive.
   *
   * @see #store
   */
  public int storeComputed(RunId run, @Nullable UUID key, MetricBatch batch) {
    Set<String> used = new LinkedHashSet<>();
    int entryBefore = -1;
    for (int entry : batch.points().metricIds()) { // an entry without points makes no metric
      if (entry != entryBefore) {
        used.add(batch.names().get(entry));
        entryBefore = entry;
      }
    }
    metrics.admit(run, used);
    PointBatch points = withIds(batch, names.findOrAdd(used));
    if (points.size() > 0) {
      commits.store(new RunBatch(run, key, points));
    }
    return points.size();
  }

  private static PointBatch withIds(MetricBatch batch, Map<String, Integer> idOfName) {
    PointBatch points = batch.points();
    int[] ids = new int[points.size()];
    for (int i = 0; i < ids.length; i++) {
      int entry = points.metricIds()[i];
      boolean same = i > 0 && entry == points.metricIds()[i - 1];
      ids[i] = same ? ids[i - 1] : Objects.requireNonNull(idOfName.get(batch.names().get(entry)));
    }
    return new PointBatch(ids, points.steps(), points.timesMillis(), points.values());
  }

  @PreDestroy
  void stop() throws InterruptedException {
    commits.close();
  }
}
