package dev.assay.benchmark;

import static dev.assay.benchmark.Figures.median;

import dev.assay.ingest.MetricBatch;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Shelf;
import dev.assay.series.PointBatch;
import dev.assay.series.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long the first page of a search takes, with its runs and five of their metrics: 10,000 runs
 * with 50 params and 50 metrics each, 20 of which have points that are not compacted. The questions
 * are asked in turns. Arguments: a folder, {@code small} for a tenth of the runs.
 */
final class SearchBenchmark {
  private static final int RUNS = 10_000;
  private static final int LIVE_RUNS = 20;
  private static final int ROUNDS = 21;
  private static final int PAGE = 50;
  private static final double GOAL_MILLIS = 200;
  private static final int ROOM_GIGABYTES = 3;
  private static final List<String> SHOWN =
      List.of(
          "group_0/metric_0",
          "group_1/metric_1",
          "group_2/metric_2",
          "group_3/metric_3",
          "group_4/metric_4");

  private record Question(String filter, List<String> orderBy, boolean everywhere) {}

  private SearchBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    boolean small = Arrays.asList(args).contains("small");
    Machine.print(folder);
    Machine.checkRoom(folder, ROOM_GIGABYTES);
    try (Server server = new Server(folder.resolve("data"))) {
      int runs = small ? RUNS / 10 : RUNS;
      SearchRuns.write(server, runs);
      live(server);
      Figures.note(
          "%d runs with %d params and %d metrics each",
          runs, SearchRuns.PARAMS, SearchRuns.METRICS);
      server.printDatabase();
      measure(server);
    }
    System.exit(0); // whatever threads are left
  }

  /** Runs whose points still lie in the tail. */
  private static void live(Server server) {
    for (RunId run : server.store.newRuns(LIVE_RUNS)) {
      int[] entries = {0, 0, 1};
      MetricBatch batch =
          new MetricBatch(
              SHOWN.subList(0, 2),
              new PointBatch(
                  entries, new long[] {1, 2, 1}, new long[] {1, 2, 1}, new double[] {5, 4, 3}));
      server.store.store(run, batch);
    }
  }

  private static Map<String, Question> questions() {
    Map<String, Question> questions = new LinkedHashMap<>();
    questions.put("nothing asked, newest first", here(""));
    questions.put("a metric", here("metrics.group_0/metric_0 < 5"));
    questions.put(
        "a metric, sorted by another",
        here("metrics.group_0/metric_0 < 5", "metrics.group_1/metric_1 DESC"));
    questions.put("sorted by a param", here("", "params.group_2.param_12"));
    questions.put("a param equals a rare text", here("params.group_1.param_1 = 'value 10'"));
    questions.put("a param as a number", here("params.group_0.param_0 > 0.0009"));
    questions.put("a param's text contains", here("params.group_3.param_13 ILIKE '%E 7%'"));
    questions.put("a tag's text contains", here("tags.tag_3 LIKE '%7%'", "tags.tag_2"));
    questions.put(
        "attributes",
        here("status = 'FINISHED' and start_time > -3d and duration > 1h", "duration desc"));
    questions.put("what was learnt contains", here("learnt ILIKE '%STEP 9%'"));
    questions.put(
        "three params and three metrics, sorted by two metrics",
        here(
            "params.group_1.param_1 != 'value 3' and params.group_0.param_10 < 9 and params.group_3.param_3 LIKE 'value%'"
                + " and metrics.group_0/metric_5 > 1 and min(metrics.group_1/metric_6) < 8 and max(metrics.group_2/metric_7) > 2",
            "mean(metrics.group_3/metric_8)", "metrics.group_4/metric_9 desc"));
    questions.put(
        "or, not, in, is null",
        here(
            "not (params.group_1.param_1 in ('value 1', 'value 2') or tags.tag_0 = 'tag value 3')"
                + " and (metrics.group_0/metric_0 < 2 or metrics.none is null) and status in ('FINISHED', 'FAILED')",
            "params.group_1.param_11"));
    questions.put(
        "ten metrics and ten params at once",
        here(
            tenOf("metrics.group_%d/metric_%d > 0.5")
                + " and "
                + tenOf("params.group_%d.param_%d != 'x'"),
            "metrics.group_0/metric_0"));
    questions.put("nothing is found", here("params.group_1.param_1 = 'no such value'"));
    questions.put(
        "in all experiments",
        new Question(
            "metrics.group_0/metric_0 < 5 and params.group_1.param_1 = 'value 4'",
            List.of("metrics.group_1/metric_1"),
            true));
    return questions;
  }

  private static Question here(String filter, String... orderBy) {
    return new Question(filter, List.of(orderBy), false);
  }

  private static String tenOf(String condition) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(condition.formatted(i % 5, i));
    }
    return String.join(" and ", all);
  }

  private static void measure(Server server) {
    RunSearch search = server.bean(RunSearch.class);
    Series series = server.bean(Series.class);
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int round = -3; round < ROUNDS; round++) { // the first ones warm up
      for (Map.Entry<String, Question> question : questions().entrySet()) {
        long start = System.nanoTime();
        Page<Run> page = search.search(query(question.getValue()), PageRequest.first(PAGE));
        series.latest(page.items().stream().map(Run::id).toList(), SHOWN);
        double took = (System.nanoTime() - start) / 1e6;
        if (round >= 0) {
          millis.computeIfAbsent(question.getKey(), _ -> new ArrayList<>()).add(took);
        } else {
          found.put(question.getKey(), search.count(query(question.getValue())));
        }
      }
    }
    millis.forEach(
        (name, all) -> {
          Figures.note(
              "%s: %d runs are found; slowest %.0f ms",
              name, found.getOrDefault(name, 0), max(all));
          Figures.atMost("search, " + name, median(all), "ms", GOAL_MILLIS);
        });
  }

  private static double max(List<Double> all) {
    return all.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** One experiment has half of the runs; the most that is asked for is all of them. */
  private static RunQuery query(Question question) {
    List<ExperimentId> experiments =
        question.everywhere()
            ? List.of()
            : List.of(
                new ExperimentId(1000),
                new ExperimentId(1001),
                new ExperimentId(1002),
                new ExperimentId(1003));
    return RunQuery.parse(experiments, Set.of(Shelf.ACTIVE), question.filter(), question.orderBy());
  }
}
