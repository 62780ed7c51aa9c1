package dev.assay.benchmark;

import dev.assay.ingest.MetricBatch;
import dev.assay.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** Clients that each send one batch after the other, the next when the last is acknowledged. */
final class Load {
  private Load() {}

  interface Target {
    void store(MetricBatch batch) throws Exception;
  }

  record Client(RunFeed feed, Target target) {}

  /** Acknowledged points, and the time until the last of them was. */
  record Sent(long points, double seconds) {
    double pointsPerSecond() {
      return points / seconds;
    }
  }

  static Sent during(Duration time, List<Client> clients) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    return send(clients, _ -> System.nanoTime() < end);
  }

  static Sent batches(long batches, List<Client> clients) throws Exception {
    return send(clients, sent -> sent < batches);
  }

  private static Sent send(List<Client> clients, LongPredicate more) throws Exception {
    List<Callable<Long>> tasks = new ArrayList<>();
    clients.forEach(client -> tasks.add(() -> send(client, more)));
    long start = System.nanoTime();
    long points = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> sent : threads.invokeAll(tasks)) {
        points += sent.get();
      }
    }
    return new Sent(points, (System.nanoTime() - start) / 1e9);
  }

  private static long send(Client client, LongPredicate more) throws Exception {
    long points = 0;
    for (long sent = 0; more.test(sent); sent++) {
      MetricBatch batch = client.feed.next();
      store(batch, client.target);
      points += batch.points().size();
    }
    return points;
  }

  /** Until it is acknowledged. */
  static void store(MetricBatch batch, Target target) throws Exception {
    while (true) {
      try {
        target.store(batch);
        return;
      } catch (Problem.Busy busy) { // a client waits as long as it is told
        TimeUnit.SECONDS.sleep(busy.retryAfterSeconds());
      }
    }
  }
}
