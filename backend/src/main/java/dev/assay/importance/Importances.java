package dev.assay.importance;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.Series;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Computes which params matter for a metric, one question after the other, in the background. */
@Service
public class Importances {
  public static final int LEAST_RUNS = ParamTable.LEAST_RUNS;
  public static final int MOST_RUNS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Importances.class);
  private static final int MOST_PARAMS = 1000;
  private static final int MOST_WAITING = 20;
  private static final int MOST_CACHED = 200;
  private static final int RUNS_AT_ONCE = 500;
  private static final double SHARE_OF_READING = 0.1;

  private final Runs runs;
  private final RunSearch search;
  private final Series series;
  private final Cache<String, Importance> known =
      Caffeine.newBuilder().maximumSize(MOST_CACHED).build();

  /**
   * A platform thread of its own, and of low priority: virtual threads share a few carriers, which
   * are not taken from one that computes, so that requests would have to wait.
   */
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform()
              .name("importance-", 0)
              .daemon()
              .priority(Thread.MIN_PRIORITY)
              .factory());

  Importances(Runs runs, RunSearch search, Series series) {
    this.runs = runs;
    this.search = search;
    this.series = series;
    worker.allowCoreThreadTimeOut(true);
  }

  /**
   * Begins to compute it for some runs; those that are not there are left out.
   *
   * @throws Problem.Invalid when they are too few or too many
   * @throws Problem.Busy when too many others wait
   */
  public ImportanceTask start(List<RunId> ids, Target target) {
    List<RunId> each = ids.stream().distinct().toList();
    check(each.size());
    return start(() -> each, target);
  }

  /**
   * Begins to compute it for the runs that a query finds.
   *
   * @throws Problem.Invalid when they are too few or too many, or the query is wrong
   * @throws Problem.Busy when too many others wait
   */
  public ImportanceTask start(RunQuery query, Target target) {
    check(search.count(query));
    return start(() -> ids(query), target);
  }

  private static void check(int runs) {
    if (runs < LEAST_RUNS || runs > MOST_RUNS) {
      throw new Problem.Invalid(
          "runs", runs, "importance is computed of %d to %d runs".formatted(LEAST_RUNS, MOST_RUNS));
    }
  }

  private ImportanceTask start(Supplier<List<RunId>> ids, Target target) {
    ImportanceTask task = new ImportanceTask();
    try {
      worker.execute(() -> run(task, ids, target));
    } catch (RejectedExecutionException e) {
      throw new Problem.Busy("too many importances wait to be computed", 10);
    }
    return task;
  }

  private void run(ImportanceTask task, Supplier<List<RunId>> ids, Target target) {
    try {
      if (!task.isCancelled()) {
        task.result().complete(compute(task, ids.get(), target));
      }
    } catch (Problem | CancellationException e) {
      task.result().completeExceptionally(e);
    } catch (RuntimeException | OutOfMemoryError e) {
      log.error("importance for {} could not be computed", target, e);
      task.result().completeExceptionally(e);
    }
  }

  private Importance compute(ImportanceTask task, List<RunId> ids, Target target) {
    ParamTable table = read(task, ids, target);
    String key = table.hash();
    @Nullable Importance before = known.getIfPresent(key);
    if (before != null) {
      return before;
    }
    Importance computed =
        table.measure(
            done -> task.advance(SHARE_OF_READING + (1 - SHARE_OF_READING) * done),
            task::isCancelled);
    known.put(key, computed);
    return computed;
  }

  private List<RunId> ids(RunQuery query) {
    List<RunId> ids = new ArrayList<>();
    PageRequest request = PageRequest.first(PageRequest.MAX_LIMIT);
    while (true) {
      Page<RunId> page = search.ids(query, request);
      ids.addAll(page.items());
      if (page.nextCursor() == null || ids.size() >= MOST_RUNS) {
        return ids;
      }
      request = new PageRequest(PageRequest.MAX_LIMIT, page.nextCursor());
    }
  }

  private ParamTable read(ImportanceTask task, List<RunId> ids, Target target) {
    List<RunId> sorted = ids.stream().sorted(Comparator.comparing(RunId::value)).toList();
    Map<RunId, Double> measured = values(sorted, target);
    List<RunId> withTarget = sorted.stream().filter(measured::containsKey).toList();
    ParamValues.Builder params = new ParamValues.Builder(withTarget.size(), MOST_PARAMS);
    double[] y = new double[withTarget.size()];
    int read = 0;
    for (int from = 0; from < withTarget.size(); from += RUNS_AT_ONCE) {
      if (task.isCancelled()) {
        throw new CancellationException();
      }
      int to = Math.min(withTarget.size(), from + RUNS_AT_ONCE);
      for (Run run : runs.all(withTarget.subList(from, to))) {
        if (run.deletedAt() == null) {
          y[read] = measured.getOrDefault(run.id(), Double.NaN);
          params.add(read++, run.params());
        }
      }
      task.advance(SHARE_OF_READING * to / withTarget.size());
    }
    return new ParamTable(
        target, params.build(read), Arrays.copyOf(y, read), sorted.size() - read, params.leftOut());
  }

  /** What the metric came to in the runs in which that is a finite number. */
  private Map<RunId, Double> values(List<RunId> ids, Target target) {
    Map<RunId, Double> values = new HashMap<>();
    series
        .latest(ids, List.of(target.metric()))
        .forEach(
            (run, metrics) -> {
              double value = target.of(Objects.requireNonNull(metrics.get(target.metric())));
              if (Double.isFinite(value)) {
                values.put(run, value);
              }
            });
    return values;
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }
}
