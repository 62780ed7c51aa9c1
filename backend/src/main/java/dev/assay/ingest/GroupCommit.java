package dev.assay.ingest;

import dev.assay.problem.DiskFull;
import dev.assay.problem.Problem;
import dev.assay.series.Compactor;
import dev.assay.series.RunBatch;
import dev.assay.series.Tail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores many requests with one commit. There is no timer: what came in during the last commit is
 * the next group, so a lone request does not wait, and the busier it is the larger the groups.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(10);
  private static final Duration COMPACTED_WITHIN = Duration.ofSeconds(2);
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Tail tail;
  private final Compactor compactor;
  private final IngestSettings settings;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  /**
   * A permit per point that may still be taken in; a request holds its permits until it is
   * answered.
   */
  private final Semaphore room;

  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean closed;

  GroupCommit(Tail tail, Compactor compactor, IngestSettings settings) {
    this.tail = tail;
    this.compactor = compactor;
    this.settings = settings;
    this.room = new Semaphore(settings.queuedPoints());
    for (int i = 1; i <= settings.writers(); i++) {
      writers.add(Thread.ofPlatform().daemon().name("ingest-writer-" + i).start(this::write));
    }
  }

  private record Waiting(RunBatch batch, CompletableFuture<@Nullable Void> stored) {
    int points() {
      return batch.points().size();
    }
  }

  /**
   * Returns when the points are durable.
   *
   * @throws Problem.Busy when too many points are waiting
   * @throws Problem.Unavailable when the database did not take them
   */
  void store(RunBatch batch) {
    if (closed) {
      throw stopping();
    }
    int points = batch.points().size();
    if (!room.tryAcquire(points)) {
      throw new Problem.Busy(
          "more than %d points are waiting to be stored".formatted(settings.queuedPoints()),
          RETRY_AFTER_SECONDS);
    }
    try {
      if (closed) { // close() waits for the room we hold, so from here on it waits for us
        throw stopping();
      }
      awaitCompaction();
      Waiting request = new Waiting(batch, new CompletableFuture<>());
      queue.add(request);
      request.stored.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Problem problem ? problem : e;
    } finally {
      room.release(points);
    }
  }

  /** A short wait slows clients down more evenly than refusals do. */
  private void awaitCompaction() {
    try {
      if (!compactor.awaitRoom(COMPACTED_WITHIN)) {
        throw new Problem.Busy(
            "points come faster than they can be compacted", RETRY_AFTER_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    }
  }

  /** Points taken in and not yet answered. */
  int waitingPoints() {
    return settings.queuedPoints() - room.availablePermits();
  }

  private static Problem.Unavailable stopping() {
    return new Problem.Unavailable("the server is stopping; nothing of the request was kept");
  }

  private void write() {
    try {
      while (true) {
        commit(nextGroup());
      }
    } catch (InterruptedException e) {
      log.debug("{} ends", Thread.currentThread().getName());
    }
  }

  private List<Waiting> nextGroup() throws InterruptedException {
    List<Waiting> group = new ArrayList<>();
    int points = 0;
    for (@Nullable Waiting next = queue.take(); next != null; next = queue.poll()) {
      group.add(next);
      points += next.points();
      if (points >= settings.commitPoints()) {
        break;
      }
    }
    return group;
  }

  private void commit(List<Waiting> group) {
    try {
      compactor.stored(tail.append(group.stream().map(Waiting::batch).toList()));
      group.forEach(request -> request.stored.complete(null));
    } catch (RuntimeException
        | Error e) { // whatever it was, it is of this group; the writer goes on
      log.warn("a commit of {} requests failed: {}", group.size(), e.getMessage());
      Problem failure =
          DiskFull.in(e)
              .orElseGet(
                  () ->
                      new Problem.Unavailable(
                          "the points could not be stored now; the same request may be sent again"));
      group.forEach(request -> request.stored.completeExceptionally(failure));
    }
  }

  /** Takes nothing more, stores what was taken, and ends the writers. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    boolean drained =
        room.tryAcquire(settings.queuedPoints(), DRAIN_WITHIN.toSeconds(), TimeUnit.SECONDS);
    if (!drained) {
      log.warn(
          "points were still waiting to be stored after {} s; they were not acknowledged",
          DRAIN_WITHIN.toSeconds());
    }
    writers.forEach(Thread::interrupt);
    queue.forEach(request -> request.stored.completeExceptionally(stopping()));
  }
}
