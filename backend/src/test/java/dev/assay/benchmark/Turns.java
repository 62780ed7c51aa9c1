package dev.assay.benchmark;

import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.List;

/**
 * The store and MLflow's tables in turns: 32 clients, each with a run of its own. Their rounds give
 * what a second acknowledges and what a point costs. Compaction runs within the store's rounds;
 * what is left of it after one is done before the other's turn, and counts as the store's CPU time.
 * What the clients themselves cost is in both.
 */
final class Turns {
  static final int CLIENTS = 32;
  private static final double GOAL_TIMES_MLFLOW = 10;
  private static final double GOAL_CPU = 20;

  /** What a batch is made of. */
  record Shape(int metrics, int steps) {
    static final List<Shape> ALL = List.of(new Shape(25, 4), new Shape(100, 10));

    String title() {
      return metrics * steps + "-point batches of " + metrics + " metrics";
    }
  }

  /**
   * @param settledSeconds until the last point was compacted
   * @param cpuSeconds until then
   */
  private record Round(Load.Sent sent, double settledSeconds, double cpuSeconds) {}

  private record Outcome(Shape shape, List<Round> store, List<Round> mlflow) {}

  private final Server server;
  private final List<Outcome> outcomes = new ArrayList<>();

  Turns(Server server, Scale scale) throws Exception {
    this.server = server;
    for (Shape shape : Shape.ALL) {
      outcomes.add(take(shape, scale));
    }
  }

  private Outcome take(Shape shape, Scale scale) throws Exception {
    List<Load.Client> store = storeClients(server, shape);
    List<Load.Client> mlflow = mlflowClients(server, shape);
    Load.during(scale.warmUp(), store);
    server.store.settle();
    Load.during(scale.warmUp(), mlflow);
    Outcome outcome = new Outcome(shape, new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < scale.rounds(); i++) {
      outcome.store.add(round(store, scale, server.store::settle));
      outcome.mlflow.add(round(mlflow, scale, () -> {}));
    }
    return outcome;
  }

  private Round round(List<Load.Client> clients, Scale scale, Runnable settle) throws Exception {
    double cpu = server.cpu.seconds();
    long start = System.nanoTime();
    Load.Sent sent = Load.during(scale.round(), clients);
    settle.run();
    double settled = (System.nanoTime() - start) / 1e9;
    return new Round(sent, settled, server.cpu.seconds() - cpu);
  }

  static List<Load.Client> storeClients(Server server, Shape shape) {
    List<Load.Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      RunId run = server.store.newRun();
      clients.add(new Load.Client(feed(i, shape), batch -> server.store.store(run, batch)));
    }
    return clients;
  }

  static List<Load.Client> mlflowClients(Server server, Shape shape) throws Exception {
    List<Load.Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String run = server.mlflow.newRun();
      clients.add(new Load.Client(feed(i, shape), batch -> server.mlflow.logBatch(run, batch)));
    }
    return clients;
  }

  private static RunFeed feed(int client, Shape shape) {
    return new RunFeed(client, RunFeed.names(shape.metrics), shape.steps);
  }

  void reportIngest() {
    for (Outcome outcome : outcomes) {
      String name = "ingest, " + outcome.shape.title();
      double store = rate(outcome.store);
      double mlflow = rate(outcome.mlflow);
      Figures.value(name + ", MLflow", mlflow, "points/s");
      Figures.value(name, store, "points/s");
      Figures.value(name + ", until compacted", settledRate(outcome.store), "points/s");
      Figures.atLeast(name + ", ratio", store / mlflow, "x", GOAL_TIMES_MLFLOW);
    }
  }

  void reportCpu() {
    for (Outcome outcome : outcomes) {
      String name = "CPU, " + outcome.shape.title();
      double store = cpuMicros(outcome.store);
      double mlflow = cpuMicros(outcome.mlflow);
      Figures.value(name + ", MLflow", mlflow, "us/point");
      Figures.value(name, store, "us/point");
      Figures.atLeast(name + ", ratio", mlflow / store, "x less", GOAL_CPU);
    }
  }

  private static double rate(List<Round> rounds) {
    return Figures.median(rounds.stream().map(r -> r.sent.pointsPerSecond()).toList());
  }

  private static double settledRate(List<Round> rounds) {
    return Figures.median(rounds.stream().map(r -> r.sent.points() / r.settledSeconds).toList());
  }

  private static double cpuMicros(List<Round> rounds) {
    double seconds = rounds.stream().mapToDouble(Round::cpuSeconds).sum();
    return 1e6 * seconds / rounds.stream().mapToLong(r -> r.sent.points()).sum();
  }
}
