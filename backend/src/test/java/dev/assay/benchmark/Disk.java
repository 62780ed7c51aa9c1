package dev.assay.benchmark;

import java.util.Map;

/** Bytes a point, the same points in both: 32 runs with 25 metrics each. */
final class Disk {
  private static final int STEPS = 6400;
  private static final double GOAL = 30;

  private Disk() {}

  static void measure(Server server, Scale scale) throws Exception {
    Turns.Shape shape = new Turns.Shape(25, 4);
    int batches = scale.of(STEPS) / shape.steps();
    Load.Sent sent = Load.batches(batches, Turns.storeClients(server, shape));
    server.store.settle();
    Load.batches(batches, Turns.mlflowClients(server, shape));
    report("disk as found", server, sent.points());
    for (String table : server.storeTables().keySet()) {
      server.execute("vacuum " + table);
    }
    for (String table : server.mlflowTables().keySet()) {
      server.execute("vacuum " + table);
    }
    report("disk after VACUUM", server, sent.points());
  }

  private static void report(String name, Server server, double points) throws Exception {
    Map<String, Long> tables = server.storeTables();
    double store = total(tables) / points;
    double mlflow = total(server.mlflowTables()) / points;
    tables.forEach(
        (table, bytes) -> Figures.note("%s: %s has %.2f B/point", name, table, bytes / points));
    Figures.value(name + ", MLflow", mlflow, "B/point");
    Figures.value(name, store, "B/point");
    Figures.atLeast(name + ", ratio", mlflow / store, "x less", GOAL);
  }

  private static long total(Map<String, Long> tables) {
    return tables.values().stream().mapToLong(Long::longValue).sum();
  }
}
