package dev.assay.benchmark;

import dev.assay.ingest.MetricBatch;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** How long charts of whole series take, at the service and over HTTP; all readings in turns. */
final class Charts {
  private static final String METRIC = "train/loss";
  private static final int LARGEST_BATCH = 100_000;
  private static final int[] BUCKETS = {400, 1000};
  private static final int METRICS = 5000;
  private static final double GOAL_TIMES_MLFLOW = 100;
  private static final double GOAL_LATEST_MILLIS = 20;

  /** Runs of equal length. */
  private record Runs(int count, int points, double goalMillis) {
    String title() {
      return "chart, " + count + " x " + (points % 1000 == 0 ? points / 1000 + "k" : points);
    }

    long total() {
      return (long) count * points;
    }
  }

  private record Reading(String name, Callable<Long> read, long expected, List<Double> millis) {
    Reading(String name, long expected, Callable<Long> read) {
      this(name, read, expected, new ArrayList<>());
    }

    void take() throws Exception {
      long start = System.nanoTime();
      long found = read.call();
      millis.add((System.nanoTime() - start) / 1e6);
      if (found != expected) {
        throw new IllegalStateException(
            "%s gave %d, not %d points".formatted(name, found, expected));
      }
    }
  }

  private final Server server;
  private final Scale scale;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Reading> readings = new LinkedHashMap<>();
  private final List<Runnable> reports = new ArrayList<>();
  private final Set<HttpForm> unserved = EnumSet.noneOf(HttpForm.class);

  private Charts(Server server, Scale scale) {
    this.server = server;
    this.scale = scale;
  }

  static void measure(Server server, Scale scale) throws Exception {
    Charts charts = new Charts(server, scale);
    charts.prepare();
    charts.read();
    charts.reports.forEach(Runnable::run);
  }

  private void prepare() throws Exception {
    Runs medium = new Runs(100, scale.of(10_000), 60);
    Runs large = new Runs(100, scale.of(1_000_000), 50);
    Runs largest = new Runs(10, scale.of(10_000_000), 20);
    List<RunId> one = List.of();
    for (Runs set : List.of(medium, large, largest)) {
      List<RunId> runs = load(set);
      for (int buckets : BUCKETS) {
        addChart(set, runs, buckets);
      }
      one = set == large ? runs.subList(0, 1) : one;
    }
    addOne(new Runs(1, large.points, 0), one);
    addLatest();
    settle();
  }

  private void settle() {
    long start = System.nanoTime();
    server.store.settle();
    Figures.note("compacted %.1f s after the last point", (System.nanoTime() - start) / 1e9);
  }

  // --- loading
  // ------------------------------------------------------------------------------------

  private List<RunId> load(Runs set) throws Exception {
    List<RunId> runs = server.store.newRuns(set.count);
    AtomicLong stored = new AtomicLong();
    long start = System.nanoTime();
    try (ExecutorService loaders =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<?>> loads = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        int run = i;
        loads.add(loaders.submit(() -> load(runs.get(run), feed(run, set), set, stored)));
      }
      long printed = 0;
      for (Future<?> load : loads) {
        load.get();
        if (stored.get() - printed >= set.total() / 5) {
          printed = stored.get();
          progress(set, printed, start);
        }
      }
    }
    return runs;
  }

  private static void progress(Runs set, long points, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    Figures.note("%s: %d points loaded, %.0f points/s", set.title(), points, points / seconds);
  }

  private Void load(RunId run, RunFeed feed, Runs set, AtomicLong stored) throws Exception {
    int size = Math.min(LARGEST_BATCH, set.points);
    for (int sent = 0; sent < set.points; sent += size) {
      MetricBatch batch = feed.next();
      Load.store(batch, b -> server.store.store(run, b));
      stored.addAndGet(batch.points().size());
    }
    return null;
  }

  private static RunFeed feed(int run, Runs set) {
    int size = Math.min(LARGEST_BATCH, set.points); // divides the points
    return new RunFeed(run, List.of(METRIC), size, RunFeed.stride(run), set.points, 0);
  }

  // --- readings
  // -----------------------------------------------------------------------------------

  private void addChart(Runs set, List<RunId> runs, int buckets) throws Exception {
    String name = set.title() + ", " + buckets + " buckets";
    add(name, set.total(), () -> read(runs, buckets));
    reports.add(() -> Figures.value(name + ", first reading", first(name), "ms"));
    reports.add(() -> Figures.atMost(name, median(name), "ms", set.goalMillis));
    addHttp(name, chartPath(runs, buckets));
  }

  private void addOne(Runs set, List<RunId> run) throws Exception {
    String mlflow = set.title() + ", MLflow's history";
    String sampled = set.title() + ", MLflow's sample of 320";
    String key = server.mlflow.newRun();
    RunFeed feed = feed(0, set);
    for (int i = 0; i < set.points; i += LARGEST_BATCH) {
      server.mlflow.copy(key, feed.next());
    }
    server.execute("vacuum analyze mlflow.metrics");
    add(mlflow, set.points, () -> (long) server.mlflow.history(key, METRIC).size());
    add(sampled, 321, () -> (long) server.mlflow.sampledHistory(key, METRIC).size());
    reports.add(() -> Figures.value(mlflow, median(mlflow), "ms"));
    reports.add(() -> Figures.value(sampled, median(sampled), "ms"));
    for (int buckets : BUCKETS) {
      String name = set.title() + ", " + buckets + " buckets";
      add(name, set.points, () -> read(run, buckets));
      reports.add(() -> Figures.value(name, median(name), "ms"));
      reports.add(
          () ->
              Figures.atLeast(
                  name + ", ratio",
                  Math.min(median(mlflow), median(sampled)) / median(name),
                  "x",
                  GOAL_TIMES_MLFLOW));
      addHttp(name, chartPath(run, buckets));
    }
  }

  private void addLatest() throws Exception {
    int metrics = scale.of(METRICS);
    int steps = LARGEST_BATCH / METRICS;
    RunId run = server.store.newRun();
    String key = server.mlflow.newRun();
    server.store.store(run, new RunFeed(0, RunFeed.names(metrics), steps).next());
    RunFeed same = new RunFeed(0, RunFeed.names(metrics), 1);
    for (int i = 0; i < 2; i++) { // inserts them, and updates them
      server.mlflow.logBatch(key, same.next());
    }
    String name = "latest values of " + metrics + " metrics";
    add(name + ", MLflow", metrics, () -> (long) server.mlflow.latest(key));
    add(name, metrics, () -> (long) server.store.latest(run).size());
    reports.add(() -> Figures.value(name + ", MLflow", median(name + ", MLflow"), "ms"));
    reports.add(() -> Figures.atMost(name, median(name), "ms", GOAL_LATEST_MILLIS));
    addHttp(name, "/runs/" + run + "/metrics");
  }

  /** In each form that is served. */
  private void addHttp(String name, String path) throws Exception {
    for (HttpForm form : HttpForm.values()) {
      String title = name + ", HTTP, " + form;
      HttpResponse<byte[]> first = get(path, form);
      String type = first.headers().firstValue("Content-Type").orElse("");
      if (first.statusCode() == 200 && type.startsWith(form.mediaType())) {
        add(title, 200, () -> (long) get(path, form).statusCode());
        reports.add(() -> Figures.value(title, median(title), "ms"));
        reports.add(() -> Figures.value(title + ", body", first.body().length / 1e3, "kB"));
      } else if (unserved.add(form)) {
        Figures.note("charts, HTTP, %s: skipped, the server does not serve it", form);
      }
    }
  }

  private void add(String name, long expected, Callable<Long> read) {
    readings.put(name, new Reading(name, expected, read));
  }

  private long read(List<RunId> runs, int buckets) {
    return server.store.read(runs, METRIC, buckets).stream()
        .mapToLong(BucketedSeries::points)
        .sum();
  }

  private static String chartPath(List<RunId> runs, int buckets) {
    String ids = runs.stream().map(RunId::toString).collect(Collectors.joining(","));
    return "/series?runs=" + ids + "&metrics=" + METRIC + "&buckets=" + buckets;
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

  /** The first one of each is the first there is; warming up, it does not count in the median. */
  private void read() throws Exception {
    for (int i = 0; i <= scale.readings(); i++) {
      for (Reading reading : readings.values()) {
        reading.take();
      }
    }
  }

  private double first(String name) {
    return reading(name).millis.getFirst();
  }

  private double median(String name) {
    List<Double> millis = reading(name).millis;
    return Figures.median(millis.subList(1, millis.size()));
  }

  private Reading reading(String name) {
    Reading reading = readings.get(name);
    if (reading == null) {
      throw new IllegalArgumentException("there is no reading " + name);
    }
    return reading;
  }
}
