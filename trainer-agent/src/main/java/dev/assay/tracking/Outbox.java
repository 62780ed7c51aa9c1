package dev.assay.tracking;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parcels of a run on their way to the server, oldest first, sent one after the other by a thread
 * of its own. Each is written to the spool before it is sent, so that a process that is killed
 * loses none; when the disk takes no more, one is kept in memory until those before it are sent.
 */
final class Outbox {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final Patience PAUSES =
      new Patience(Duration.ZERO, Duration.ofMillis(200), Duration.ofSeconds(10));
  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(30);
  private static final Duration BETWEEN_TRIES_OF_THE_DISK = Duration.ofSeconds(1);
  private static final Duration TIME_TO_END = Duration.ofSeconds(2);

  private final AssayClient client;
  private final RunId run;
  private final Consumer<RuntimeException> onTrouble;
  private final Thread sender;
  private final Spool spool;

  // guarded by "this"
  private final ArrayDeque<Spool> spools;
  private @Nullable Parcel hand; // the newest of all, where the spool did not take it
  private boolean handIsOnItsWay;
  private long sent;
  private boolean closing;
  private boolean ended;
  private @Nullable RuntimeException breakdown;

  // of the sender
  private long nextWarning = System.nanoTime();
  private boolean linesWereRefused;

  /**
   * @param leftovers of the same run, sent first
   * @param onTrouble is told when the server refuses a parcel, which is dropped then, and when
   *     nothing is sent any more; lines that are refused are logged only
   */
  Outbox(
      AssayClient client,
      RunId run,
      Collection<Spool> leftovers,
      Spool spool,
      Consumer<RuntimeException> onTrouble) {
    this.client = client.with(PAUSES);
    this.run = run;
    this.onTrouble = onTrouble;
    this.spool = spool;
    this.spools = new ArrayDeque<>(leftovers);
    this.spools.add(spool);
    this.sender = Thread.ofPlatform().daemon().name("sender-" + run).unstarted(this::send);
  }

  void start() {
    sender.start();
  }

  boolean isItsThread(Thread thread) {
    return thread == sender;
  }

  /**
   * Takes a parcel; returns when it is on disk or the server has it. To be called by one thread.
   *
   * @return whether that came about; else the outbox is closing and lets it go
   */
  synchronized boolean put(Parcel parcel) throws InterruptedException {
    if (spool.append(parcel)) {
      notifyAll();
      return true;
    }
    hand = parcel;
    notifyAll();
    while (hand != null) {
      if (!handIsOnItsWay && spool.append(parcel)) {
        hand = null;
        notifyAll();
      } else if (!handIsOnItsWay && closing) {
        hand = null;
        return false;
      } else {
        wait(BETWEEN_TRIES_OF_THE_DISK.toMillis());
      }
    }
    return true;
  }

  /** How many entries wait in it. */
  synchronized long entries() {
    return spools.stream().mapToLong(Spool::entries).sum() + (hand == null ? 0 : hand.entries());
  }

  private int parcels() {
    return spools.stream().mapToInt(Spool::parcels).sum() + (hand == null ? 0 : 1);
  }

  /**
   * Waits until what is in it now is sent.
   *
   * @param deadline as of {@link System#nanoTime}
   * @return whether it is
   * @throws RuntimeException that nothing more is sent for
   */
  synchronized boolean awaitSent(long deadline) throws InterruptedException {
    long goal = sent + parcels();
    while (sent < goal && parcels() > 0 && !ended) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    if (breakdown != null) {
      throw breakdown;
    }
    return sent >= goal || parcels() == 0;
  }

  /** Stops sending; what is put from now on goes to disk or nowhere. */
  void stop() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    sender.interrupt();
    RunLog.join(sender, TIME_TO_END);
  }

  /** To be called after {@link #stop}, when nothing more is put. */
  synchronized void close() {
    spools.forEach(Spool::close);
  }

  @SuppressWarnings("CatchingUnchecked") // whoever waits for this thread must hear of its end
  private void send() {
    try {
      for (Parcel next = next(); next != null; next = next()) {
        deliver(next);
        sent(next);
      }
      ended();
    } catch (InterruptedException e) {
      ended();
    } catch (RuntimeException e) {
      broke(e);
    } catch (Error e) {
      broke(new IllegalStateException("sending what run %s logs broke: %s".formatted(run, e), e));
    }
  }

  private void broke(RuntimeException e) {
    synchronized (this) {
      breakdown = e;
      ended();
    }
    trouble("what is recorded of run {} is no longer sent: {}", e);
  }

  private synchronized void ended() {
    ended = true;
    handIsOnItsWay = false;
    notifyAll();
  }

  /** Whether nothing is sent any more. */
  synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized @Nullable Parcel next() throws InterruptedException {
    while (!closing) {
      while (spools.size() > 1 && spools.getFirst().first().isEmpty()) {
        spools.removeFirst().close(); // a leftover, done with
      }
      var oldest = spools.getFirst().first();
      if (oldest.isPresent()) {
        return oldest.get();
      }
      if (hand != null) {
        handIsOnItsWay = true;
        return hand;
      }
      wait();
    }
    return null;
  }

  private synchronized void sent(Parcel parcel) {
    if (handIsOnItsWay) {
      hand = null;
      handIsOnItsWay = false;
    } else {
      spools.getFirst().remove(parcel);
    }
    sent++;
    notifyAll();
  }

  /** Returns once the server has stored the parcel, or refused it for good. */
  private void deliver(Parcel parcel) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        client.deliver(run, parcel);
        return;
      } catch (ServerException.Unavailable e) {
        warn(e);
        Thread.sleep(client.pauseAfter(e, tries));
      } catch (ServerException.Refused e) {
        if (e.isAboutTheToken()) {
          throw e;
        }
        refused(parcel, e);
        return;
      }
    }
  }

  private void warn(ServerException.Unavailable e) {
    if (System.nanoTime() - nextWarning >= 0) {
      nextWarning = System.nanoTime() + BETWEEN_WARNINGS.toNanos();
      log.warn("run {} waits for the server: {}", run, e.getMessage());
    }
  }

  /** A log that nobody takes is no reason to end the work. */
  private void refused(Parcel parcel, ServerException.Refused e) {
    if (parcel.kind() != Parcel.Kind.LINES) {
      trouble("something that is recorded of run {} is refused and dropped: {}", e);
    } else if (!linesWereRefused) {
      linesWereRefused = true;
      log.warn("lines of run {} are refused and dropped: {}", run, e.getMessage());
    }
  }

  private void trouble(String message, RuntimeException e) {
    log.error(message, run, e.toString());
    onTrouble.accept(e);
  }
}
