package dev.assay.series;

import dev.assay.runs.RunEnded;
import dev.assay.series.Backlog.Due;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Flushes the tails of runs in the background. Every server does it for what it has stored, and
 * looks now and then for what others have left.
 */
@Component
@DependsOnDatabaseInitialization
public class Compactor {
  private static final Logger log = LoggerFactory.getLogger(Compactor.class);
  private static final Duration END_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Tail tail;
  private final Compaction compaction;
  private final SeriesSettings settings;
  private final Backlog backlog;
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean closed;

  Compactor(DataSource connections, Tail tail, SeriesSettings settings) {
    this.tail = tail;
    this.compaction = new Compaction(connections);
    this.settings = settings;
    this.backlog = new Backlog(settings);
  }

  @PostConstruct
  void start() {
    lookIntoTail();
    for (int i = 1; i <= settings.compactors(); i++) {
      workers.add(Thread.ofPlatform().daemon().name("compactor-" + i).start(this::work));
    }
  }

  /** Rows were stored in the tail. */
  public void stored(List<Tail.Added> rows) {
    if (backlog.added(rows, System.nanoTime())) {
      wake();
    }
  }

  /**
   * Waits while so much has to be flushed that no more should be taken in.
   *
   * @return whether there is room now
   */
  public boolean awaitRoom(Duration most) throws InterruptedException {
    if (!isBehind()) {
      return true;
    }
    long deadline = System.nanoTime() + most.toNanos();
    synchronized (this) {
      while (isBehind()) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        wait(millis);
      }
    }
    return true;
  }

  private boolean isBehind() {
    return backlog.points() > settings.backlogPoints();
  }

  @TransactionalEventListener(fallbackExecution = true)
  void ended(RunEnded event) {
    backlog.ended(event.run(), System.nanoTime());
    wake();
  }

  /** A server that ended may have left rows behind, and another may have too much to do. */
  @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
  void lookIntoTail() {
    backlog.seen(tail.waiting(), System.nanoTime());
  }

  /** Flushes everything; returns when that is done. */
  public void settle() throws InterruptedException {
    lookIntoTail();
    backlog.hurry();
    wake();
    while (!backlog.isEmpty()) {
      backlog.hurry();
      Thread.sleep(10);
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private void work() {
    try {
      while (!closed) {
        Optional<Due> due = backlog.take(System.nanoTime());
        if (due.isPresent()) {
          flush(due.get());
        } else {
          synchronized (this) {
            wait(LOOK.toMillis());
          }
        }
      }
    } catch (InterruptedException e) {
      log.debug("{} ends", Thread.currentThread().getName());
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it was, it is of this run; the worker goes on
  private void flush(Due due) {
    try {
      switch (compaction.flush(due.run())) {
        case Compaction.Outcome.Flushed flushed -> {
          if (due.ended() && flushed.whole() && !compaction.seal(due.run())) {
            backlog.locked(due, System.nanoTime());
          } else {
            backlog.done(due, flushed, System.nanoTime());
          }
          wake();
        }
        case Compaction.Outcome.Locked _ -> backlog.locked(due, System.nanoTime());
      }
    } catch (RuntimeException | Error e) {
      if (!closed) {
        log.warn("the points of run {} stay in the tail for now: {}", due.run(), e.toString());
        log.debug("flush failed", e);
      }
      backlog.failed(due, System.nanoTime());
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    closed = true;
    wake();
    for (Thread worker : workers) {
      if (!worker.join(END_WITHIN)) {
        worker
            .interrupt(); // it may wait for a database that is gone; what is cut off is rolled back
      }
    }
  }
}
