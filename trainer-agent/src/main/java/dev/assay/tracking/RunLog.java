package dev.assay.tracking;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is recorded of one run, on its way to the server: points of metrics, samples, tags. They are
 * buffered and sent by a thread of their own, in the order they were logged, points about twice a
 * second or 1000 at a time.
 *
 * <p>Nothing is dropped silently: while the server is away entries wait here, and when the buffer
 * is full {@link #log} waits for room. A batch whose answer was lost is sent again, which changes
 * nothing, since a step's last write wins and the points are the same. When the server refuses an
 * entry, the next {@code log} or {@code flush} throws what it said; when sending breaks in another
 * way, they throw that.
 */
public final class RunLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunLog.class);
  private static final Duration FLUSH_INTERVAL = Duration.ofMillis(500);
  private static final int BATCH_POINTS = 1000;
  private static final int CAPACITY = 100_000;

  private sealed interface Entry {
    record Point(String metric, long step, long timeMillis, double value) implements Entry {}

    record Text(Wire.Sample sample) implements Entry {}

    record Tags(Map<String, String> tags) implements Entry {}
  }

  private final AssayClient client;
  private final RunId run;
  private final InstantSource clock;
  private final int capacity;
  private final Thread sender;

  // all guarded by "this"
  private final ArrayDeque<Entry> buffer = new ArrayDeque<>();
  private boolean hurry;
  private boolean closed;
  private boolean givenUp;
  private @Nullable RuntimeException refusal;

  /**
   * @param client its patience is for one try of a batch; the log itself never gives up
   */
  public RunLog(AssayClient client, RunId run, InstantSource clock) {
    this(client, run, clock, CAPACITY);
  }

  RunLog(AssayClient client, RunId run, InstantSource clock, int capacity) {
    this.client = client.with(Patience.of(Duration.ofSeconds(30)));
    this.run = run;
    this.clock = clock;
    this.capacity = capacity;
    this.sender = Thread.ofPlatform().daemon().name("metrics-" + run).start(this::send);
  }

  /**
   * Takes a point, stamped with the present time; waits only when the buffer is full.
   *
   * @throws ServerException.Refused when the server has refused something of this run
   * @throws ServerException.Unavailable when the buffer is full and nobody is to wait any more
   */
  public void log(String metric, long step, double value) throws InterruptedException {
    add(new Entry.Point(metric, step, clock.millis(), value));
  }

  /** Takes text written by a model; otherwise as {@link #log}. */
  public void sample(Wire.Sample sample) throws InterruptedException {
    add(new Entry.Text(sample));
  }

  /** Takes tags; otherwise as {@link #log}. */
  public void tags(Map<String, String> tags) throws InterruptedException {
    add(new Entry.Tags(tags));
  }

  private synchronized void add(Entry entry) throws InterruptedException {
    while (isFull() && refusal == null && !closed && !givenUp) {
      wait();
    }
    throwIfRefused();
    if (closed) {
      throw new IllegalStateException("the log of run " + run + " is closed");
    }
    if (isFull()) {
      throw new ServerException.Unavailable(
          "%d entries of run %s wait for the server; there is no room for more"
              .formatted(buffer.size(), run));
    }
    buffer.add(entry);
    if (buffer.size() >= BATCH_POINTS) {
      notifyAll();
    }
  }

  private boolean isFull() {
    return buffer.size() >= capacity;
  }

  /** From now on nobody waits for room in the buffer; whoever does is let go with an exception. */
  public synchronized void giveUp() {
    givenUp = true;
    notifyAll();
  }

  /**
   * Waits until everything is stored.
   *
   * @throws ServerException.Unavailable when that takes longer than {@code most}; the message says
   *     how many entries are still here
   */
  public synchronized void flush(Duration most) throws InterruptedException {
    hurry = !buffer.isEmpty();
    notifyAll();
    long deadline = System.nanoTime() + most.toNanos();
    while (!buffer.isEmpty() && refusal == null) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new ServerException.Unavailable(
            "%d entries of run %s could not be stored within %d s"
                .formatted(buffer.size(), run, most.toSeconds()));
      }
      wait(millis);
    }
    throwIfRefused();
  }

  /** Stops sending; what is not stored yet is let go. Call {@link #flush} before. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (!buffer.isEmpty()) {
        log.warn("{} entries of run {} were not stored", buffer.size(), run);
      }
      notifyAll();
    }
    sender.interrupt();
  }

  private void throwIfRefused() {
    if (refusal != null) {
      throw refusal;
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whoever waits for this thread must hear of its end
  private void send() {
    try {
      for (List<Entry> batch = next(); !batch.isEmpty(); batch = next()) {
        try {
          deliver(batch);
          stored(batch.size());
        } catch (ServerException.Unavailable e) {
          log.warn("run {} waits for the server: {}", run, e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      log.debug("log of run {} closed while sending", run);
    } catch (RuntimeException e) {
      refuse(e);
    } catch (Error e) {
      refuse(new IllegalStateException("sending what run %s logs broke: %s".formatted(run, e), e));
    }
  }

  private void deliver(List<Entry> batch) throws InterruptedException {
    switch (batch.getFirst()) {
      case Entry.Point first -> client.metrics(run, columns(batch));
      case Entry.Text text -> client.sample(run, text.sample);
      case Entry.Tags tags -> client.tags(run, tags.tags);
    }
  }

  /** The oldest entries of one request, still in the buffer until stored; none when closed. */
  private synchronized List<Entry> next() throws InterruptedException {
    long deadline = System.nanoTime() + FLUSH_INTERVAL.toNanos();
    while (!closed && !isDue(deadline)) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      wait(Math.max(1, buffer.isEmpty() ? FLUSH_INTERVAL.toMillis() : millis));
    }
    if (closed) {
      return List.of();
    }
    return buffer.getFirst() instanceof Entry.Point
        ? buffer.stream().takeWhile(Entry.Point.class::isInstance).limit(BATCH_POINTS).toList()
        : List.of(buffer.getFirst());
  }

  private boolean isDue(long deadline) {
    return !buffer.isEmpty()
        && (hurry || buffer.size() >= BATCH_POINTS || System.nanoTime() >= deadline);
  }

  private synchronized void stored(int entries) {
    for (int i = 0; i < entries; i++) {
      buffer.remove();
    }
    if (buffer.isEmpty()) {
      hurry = false;
    }
    notifyAll();
  }

  private synchronized void refuse(RuntimeException e) {
    refusal = e;
    notifyAll();
    log.error("what is recorded of run {} is no longer sent: {}", run, e.toString());
  }

  private static Wire.Metrics columns(List<Entry> points) {
    SequencedMap<String, Wire.MetricColumns> byName = new LinkedHashMap<>();
    for (Entry entry : points) {
      if (entry instanceof Entry.Point(var metric, var step, var timeMillis, var value)) {
        Wire.MetricColumns columns = byName.computeIfAbsent(metric, RunLog::noPoints);
        columns.steps().add(step);
        columns.times().add(timeMillis);
        columns.values().add(value);
      }
    }
    return new Wire.Metrics(List.copyOf(byName.values()));
  }

  private static Wire.MetricColumns noPoints(String metric) {
    return new Wire.MetricColumns(metric, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }
}
