package dev.assay.benchmark;

import dev.assay.ingest.MetricBatch;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs of equal length for charts, of one metric.
 *
 * @param points of each run; a multiple of the largest batch, or less than it
 */
record ChartRuns(int count, int points) {
  static final String METRIC = "train/loss";
  private static final int LARGEST_BATCH = 100_000;
  private static final int PARTS = 5;

  String title() {
    if (points % 1_000_000 == 0) {
      return count + " x " + points / 1_000_000 + "M";
    }
    return count + " x " + (points % 1000 == 0 ? points / 1000 + "k" : points);
  }

  long total() {
    return (long) count * points;
  }

  private int batch() {
    return Math.min(LARGEST_BATCH, points);
  }

  int batches() {
    return points / batch();
  }

  /** What a run of them logs, in {@link #batches()} batches. */
  RunFeed feed(int run) {
    return new RunFeed(run, List.of(METRIC), batch(), RunFeed.stride(run), points, 0);
  }

  /** Stores them through the service as fast as it takes them, and says how far it is. */
  List<RunId> load(Store store) throws Exception {
    List<RunId> runs = store.newRuns(count);
    long start = System.nanoTime();
    try (ExecutorService loaders =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<?>> loads = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int run = i;
        loads.add(loaders.submit(() -> load(store, runs.get(run), feed(run))));
      }
      for (int i = 0; i < count; i++) {
        loads.get(i).get();
        if ((i + 1) % Math.max(1, count / PARTS) == 0) {
          double seconds = (System.nanoTime() - start) / 1e9;
          long stored = (long) points * (i + 1);
          Figures.note("%s: %d stored, %.0f points/s", title(), stored, stored / seconds);
        }
      }
    }
    return runs;
  }

  private Void load(Store store, RunId run, RunFeed feed) throws Exception {
    for (int i = 0; i < batches(); i++) {
      MetricBatch batch = feed.next();
      Load.store(batch, b -> store.store(run, b));
    }
    return null;
  }
}
