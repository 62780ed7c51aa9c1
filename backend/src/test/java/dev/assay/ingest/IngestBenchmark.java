package dev.assay.ingest;

import static dev.assay.schema.Tables.APP_USER;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.Assay;
import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Runs.NewRun;
import dev.assay.series.PointBatch;
import dev.assay.team.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Acknowledged points per second: 32 clients, each with a run of its own, send batches of 100
 * points (25 metrics, 4 steps) one after the other. {@link Ingest} and MLflow's statements ({@link
 * MlflowRows}) take turns on one durable PostgreSQL; medians of the rounds.
 *
 * <p>Arguments: data folder, rounds, seconds a round.
 */
final class IngestBenchmark {
  private static final int CLIENTS = 32;
  private static final int METRICS = 25;
  private static final int STEPS = 4;
  private static final double GOAL_TIMES_MLFLOW = 10;
  private static final List<String> NAMES =
      IntStream.range(0, METRICS).mapToObj("train/layers.%02d/grad_norm"::formatted).toList();

  private IngestBenchmark() {}

  /** Sends a client's next batch. */
  private interface Client {
    void send(MetricBatch batch) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    String data = args.length > 0 ? args[0] : "target/bench-data";
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    try (ConfigurableApplicationContext server =
        new SpringApplicationBuilder(Assay.class)
            .properties(Map.of("assay.data", data, "server.port", "0"))
            .run("--assay.data=" + data, "--server.port=0")) {
      List<Client> assay = assayClients(server);
      List<Client> mlflow = mlflowClients(server);
      measure(assay, seconds);
      measure(mlflow, seconds);
      List<Double> ofAssay = new ArrayList<>();
      List<Double> ofMlflow = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ofAssay.add(measure(assay, seconds));
        ofMlflow.add(measure(mlflow, seconds));
      }
      report(median(ofAssay), median(ofMlflow));
    }
  }

  private static List<Client> assayClients(ConfigurableApplicationContext server) {
    Ingest ingest = server.getBean(Ingest.class);
    Runs runs = server.getBean(Runs.class);
    DSLContext db = server.getBean(DSLContext.class);
    UserId admin =
        new UserId(db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle().value1());
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      RunId run = runs.create(new NewRun("benchmark", null, Params.empty(), Map.of()), admin).id();
      clients.add(batch -> ingest.store(run, null, batch));
    }
    return clients;
  }

  private static List<Client> mlflowClients(ConfigurableApplicationContext server)
      throws Exception {
    JdbcConnectionDetails details = server.getBean(JdbcConnectionDetails.class);
    HikariConfig config = new HikariConfig();
    // plans for the values at hand, as MLflow's driver gets them; generic ones make it twice as
    // slow
    config.setJdbcUrl(
        details.getJdbcUrl().replaceAll("prepareThreshold=-?\\d+", "prepareThreshold=0"));
    config.setUsername(details.getUsername());
    config.setPassword(details.getPassword());
    config.setMaximumPoolSize(15); // SQLAlchemy's default: 5 and 10 more
    MlflowRows rows = new MlflowRows(new HikariDataSource(config));
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String run = RunId.next().toString().replace("-", "");
      rows.addRun(run);
      clients.add(batch -> rows.logBatch(run, batch));
    }
    return clients;
  }

  private static double measure(List<Client> clients, int seconds) throws Exception {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      SplittableRandom random = new SplittableRandom(i);
      tasks.add(() -> send(client, end, random));
    }
    long points = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> sent : threads.invokeAll(tasks)) {
        points += sent.get();
      }
    }
    return points / ((System.nanoTime() - start) / 1e9);
  }

  private static long send(Client client, long end, SplittableRandom random) throws Exception {
    long points = 0;
    long step = System.currentTimeMillis(); // beyond those of earlier rounds
    for (; System.nanoTime() < end; step += STEPS) {
      MetricBatch batch = batch(step, random);
      client.send(batch);
      points += batch.points().size();
    }
    return points;
  }

  private static MetricBatch batch(long firstStep, SplittableRandom random) {
    int n = METRICS * STEPS;
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    for (int i = 0; i < n; i++) {
      points.metricIds()[i] = i / STEPS;
      points.steps()[i] = firstStep + i % STEPS;
      points.timesMillis()[i] = 1_767_225_600_000L + 250 * points.steps()[i] % 1_000_000_000;
      points.values()[i] =
          (float) random.nextGaussian(2, 0.1); // single precision, as training gives
    }
    return new MetricBatch(NAMES, points);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static void report(double assay, double mlflow) {
    print("MLflow's tables, points/s", "%.0f".formatted(mlflow), "-", "");
    print("ingest, points/s", "%.0f".formatted(assay), "-", "");
    double times = assay / mlflow;
    print(
        "ingest, times MLflow's tables",
        String.format(Locale.ROOT, "%.1f", times),
        String.format(Locale.ROOT, "%.0f", GOAL_TIMES_MLFLOW),
        times >= GOAL_TIMES_MLFLOW ? "met" : "short");
  }

  private static void print(String name, String measured, String goal, String verdict) {
    System.out.printf("%-32s %12s %6s  %s%n", name, measured, goal, verdict);
  }
}
