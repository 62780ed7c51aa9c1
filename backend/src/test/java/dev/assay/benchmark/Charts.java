package dev.assay.benchmark;

import dev.assay.runs.RunId;
import dev.assay.series.BucketedSeries;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * How long charts of whole series take, at the service and over HTTP. Every reading is taken once,
 * as the first one, and then all of them in turns.
 */
final class Charts {
  private static final int[] BUCKETS = {400, 1000};
  private static final int METRICS = 5000;
  private static final int STEPS = 20;
  private static final double GOAL_TIMES_MLFLOW = 100;
  private static final double GOAL_LATEST_MILLIS = 20;

  /**
   * @param expected what it gives
   * @param millis each time, the first one included
   */
  private record Reading(String name, Callable<Long> read, long expected, List<Double> millis) {
    void take() throws Exception {
      long start = System.nanoTime();
      long found = read.call();
      millis.add((System.nanoTime() - start) / 1e6);
      if (found != expected) {
        throw new IllegalStateException(
            "%s gave %d, not %d points".formatted(name, found, expected));
      }
    }

    double first() {
      return millis.getFirst();
    }

    double median() {
      return Figures.median(millis.subList(1, millis.size()));
    }
  }

  private final Server server;
  private final Scale scale;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Reading> readings = new ArrayList<>();
  private final List<Runnable> reports = new ArrayList<>();
  private final Set<HttpForm> unserved = EnumSet.noneOf(HttpForm.class);

  private Charts(Server server, Scale scale) {
    this.server = server;
    this.scale = scale;
  }

  static void measure(Server server, Scale scale) throws Exception {
    Charts charts = new Charts(server, scale);
    charts.prepare();
    for (int i = 0; i < scale.readings(); i++) {
      for (Reading reading : charts.readings) {
        reading.take();
      }
    }
    charts.reports.forEach(Runnable::run);
  }

  private void prepare() throws Exception {
    ChartRuns large = new ChartRuns(100, scale.of(1_000_000));
    Map<ChartRuns, Double> goalMillis = new LinkedHashMap<>();
    goalMillis.put(new ChartRuns(100, scale.of(10_000)), 60.0);
    goalMillis.put(large, 50.0);
    goalMillis.put(new ChartRuns(10, scale.of(10_000_000)), 20.0);
    Map<ChartRuns, List<RunId>> loaded = new LinkedHashMap<>();
    for (ChartRuns runs : goalMillis.keySet()) {
      loaded.put(runs, runs.load(server.store));
    }
    RunId manyMetrics = server.store.newRun();
    server.store.store(manyMetrics, feedOfManyMetrics(STEPS).next());
    settle();
    for (Map.Entry<ChartRuns, List<RunId>> runs : loaded.entrySet()) {
      double goal = goalMillis.getOrDefault(runs.getKey(), Double.NaN);
      for (int buckets : BUCKETS) {
        addChart(runs.getKey(), runs.getValue(), buckets, goal);
      }
      if (runs.getKey() == large) {
        addComparison(new ChartRuns(1, large.points()), runs.getValue().subList(0, 1));
      }
    }
    addLatest(manyMetrics);
  }

  private void settle() {
    long start = System.nanoTime();
    server.store.settle();
    Figures.note("compacted %.1f s after the last point", (System.nanoTime() - start) / 1e9);
  }

  private void addChart(ChartRuns set, List<RunId> runs, int buckets, double goal)
      throws Exception {
    String name = "chart, " + set.title() + ", " + buckets + " buckets";
    Reading reading = add(name, set.total(), () -> read(runs, buckets));
    reports.add(() -> Figures.value(name + ", first reading", reading.first(), "ms"));
    reports.add(() -> Figures.atMost(name, reading.median(), "ms", goal));
    addHttp(name, chartPath(runs, buckets));
  }

  private void addComparison(ChartRuns one, List<RunId> run) throws Exception {
    String key = server.mlflow.newRun();
    RunFeed same = one.feed(0);
    for (int i = 0; i < one.batches(); i++) {
      server.mlflow.copy(key, same.next());
    }
    server.execute("vacuum analyze mlflow.metrics");
    String title = "chart, " + one.title() + ", ";
    Reading history =
        add(
            title + "MLflow's history",
            one.points(),
            () -> (long) server.mlflow.history(key, ChartRuns.METRIC).size());
    Reading sample =
        add(
            title + "MLflow's sample of the history",
            MlflowRows.MOST_SAMPLES + 1,
            () -> (long) server.mlflow.sampledHistory(key, ChartRuns.METRIC).size());
    reports.add(() -> Figures.value(history.name, history.median(), "ms"));
    reports.add(() -> Figures.value(sample.name, sample.median(), "ms"));
    for (int buckets : BUCKETS) {
      String name = title + buckets + " buckets";
      Reading chart = add(name, one.total(), () -> read(run, buckets));
      reports.add(
          () -> {
            double mlflow = Math.min(history.median(), sample.median());
            Figures.value(name, chart.median(), "ms");
            Figures.atLeast(
                name + ", ratio", mlflow / chart.median(), "x faster", GOAL_TIMES_MLFLOW);
          });
      addHttp(name, chartPath(run, buckets));
    }
  }

  private RunFeed feedOfManyMetrics(int steps) {
    return new RunFeed(0, RunFeed.names(scale.of(METRICS)), steps);
  }

  private void addLatest(RunId run) throws Exception {
    int metrics = scale.of(METRICS);
    String key = server.mlflow.newRun();
    server.mlflow.logBatch(key, feedOfManyMetrics(1).next());
    server.execute("vacuum analyze mlflow.latest_metrics");
    String name = "latest values of " + metrics + " metrics";
    Reading mlflow = add(name + ", MLflow", metrics, () -> (long) server.mlflow.latest(key));
    Reading latest = add(name, metrics, () -> (long) server.store.latest(run).size());
    reports.add(() -> Figures.value(mlflow.name, mlflow.median(), "ms"));
    reports.add(() -> Figures.atMost(name, latest.median(), "ms", GOAL_LATEST_MILLIS));
    addHttp(name, "/runs/" + run + "/metrics");
  }

  /** In each form that is served. */
  private void addHttp(String name, String path) throws Exception {
    for (HttpForm form : HttpForm.values()) {
      HttpResponse<byte[]> first = get(path, form);
      String type = first.headers().firstValue("Content-Type").orElse("");
      if (first.statusCode() == 200 && type.startsWith(form.mediaType())) {
        String title = name + ", HTTP, " + form;
        Reading reading = add(title, 200, () -> (long) get(path, form).statusCode());
        reports.add(() -> Figures.value(title, reading.median(), "ms"));
        reports.add(() -> Figures.value(title + ", body", first.body().length / 1e3, "kB"));
      } else if (unserved.add(form)) {
        Figures.note("charts, HTTP, %s: skipped, it is not served", form);
      }
    }
  }

  private Reading add(String name, long expected, Callable<Long> read) throws Exception {
    Reading reading = new Reading(name, read, expected, new ArrayList<>());
    reading.take();
    readings.add(reading);
    return reading;
  }

  private long read(List<RunId> runs, int buckets) {
    return server.store.read(runs, ChartRuns.METRIC, buckets).stream()
        .mapToLong(BucketedSeries::points)
        .sum();
  }

  private static String chartPath(List<RunId> runs, int buckets) {
    String ids = runs.stream().map(RunId::toString).collect(Collectors.joining(","));
    return "/series?runs=" + ids + "&metrics=" + ChartRuns.METRIC + "&buckets=" + buckets;
  }

  private HttpResponse<byte[]> get(String path, HttpForm form)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + Server.TOKEN)
            .header("Accept", form.mediaType())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
