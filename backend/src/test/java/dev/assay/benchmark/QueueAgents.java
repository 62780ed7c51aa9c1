package dev.assay.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Agents that wait for work, each in a virtual thread of its own: they start the run of what they
 * get, hear what is wanted of them, send heartbeats, and finish it.
 */
final class QueueAgents implements AutoCloseable {
  private static final int LONGEST_WAIT_SECONDS = 50; // as agents do

  private final QueueClient client;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, CompletableFuture<Long>> leased = new ConcurrentHashMap<>();
  private final AtomicInteger finished = new AtomicInteger();
  private volatile @Nullable Exception failure;
  private volatile Duration stretch = Duration.ZERO;
  private volatile int stretches;
  private volatile boolean closed;

  /** A job is finished as soon as it is started, until something else is told. */
  QueueAgents(QueueClient client) {
    this.client = client;
  }

  /**
   * How long they do a job from now on.
   *
   * @param heartbeats how many they send
   */
  void take(Duration betweenHeartbeats, int heartbeats) {
    stretch = betweenHeartbeats;
    stretches = heartbeats;
  }

  /** Registers so many, and with the same names again those that are there. */
  void register(int count, String offer) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      JsonNode agent =
          client.ask(
              "/agents",
              "{\"name\":\"agent-%d\",\"host\":\"h\",\"version\":\"1\",%s}".formatted(i, offer));
      if (i >= threads.size()) {
        String id = agent.get("id").asString();
        threads.add(Thread.ofVirtual().start(() -> work(id)));
      }
    }
  }

  /** When a job was leased, in nanoseconds. */
  CompletableFuture<Long> leased(String job) {
    return leased.computeIfAbsent(job, _ -> new CompletableFuture<>());
  }

  int finished() throws IOException {
    if (failure != null) {
      throw new IOException("an agent failed", failure);
    }
    return finished.get();
  }

  private void work(String agent) {
    try {
      while (!closed) {
        var lease =
            client.post(
                "/agents/" + agent + "/lease",
                "{\"waitSeconds\":%d}".formatted(LONGEST_WAIT_SECONDS));
        if (lease.isPresent()) {
          leased(lease.get().at("/job/id").asString()).complete(System.nanoTime());
          work(lease.get());
        }
      }
    } catch (IOException | InterruptedException e) {
      if (!closed) {
        failure = e;
      }
    }
  }

  private void work(JsonNode given) throws IOException, InterruptedException {
    String lease = "/leases/" + given.get("leaseId").asString();
    client.ask("/runs/" + given.at("/job/runId").asString() + "/start", "{}");
    if (stretches > 0) {
      Thread.ofVirtual().start(() -> listen(lease));
    }
    for (int i = 0; i < stretches; i++) {
      Thread.sleep(stretch);
      client.ask(lease + "/heartbeat", "{\"progress\":0.5}");
    }
    client.ask(lease + "/finish", "{\"outcome\":\"FINISHED\"}");
    finished.incrementAndGet();
  }

  /** Until something is wanted, which is so when the lease is over. */
  private void listen(String lease) {
    try {
      client.get(lease + "/wish?waitSeconds=" + LONGEST_WAIT_SECONDS);
    } catch (IOException | InterruptedException e) {
      return; // it is over
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
