package dev.assay.tracking;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is recorded of one run, on its way to the server: points of metrics, samples, tags, lines of
 * its log. Whoever logs only adds to a buffer in memory. A thread packs what is there twice a
 * second, or 10,000 points at once, and writes it to the spool on disk; another sends it from there
 * and tries again as long as it takes. All but the lines arrive in the order they were logged; what
 * is in a batch is stored once, however often the server or this process goes away and comes back,
 * but a sample whose answer was lost may be there twice.
 *
 * <p>What a process leaves in its spool when it ends is sent by the next log of the same run before
 * anything else, or by {@link Spools#sendLeftovers}. A process that is killed loses what was logged
 * in its last half second; a machine that fails may lose what its disk had not written.
 *
 * <p>Points, samples and tags are never dropped silently: when the spool is full and the server
 * away, they wait in memory, and when that is full too, {@link #log} waits for room. When the
 * server refuses a batch, it is dropped, and from then on {@code log} and {@code flush} throw what
 * it said; when sending breaks in another way, they throw that. Lines never make anybody wait: what
 * finds no room is left out, and a line says how many.
 *
 * <p>When the JVM ends in order, it waits up to 5 seconds for what is still to be sent.
 */
public final class RunLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunLog.class);
  private static final Duration PACK_INTERVAL = Duration.ofMillis(500);
  private static final int PACK_POINTS = 10_000;

  /** The server takes no more in one batch. */
  private static final int CAPACITY = 100_000;

  private static final Duration TIME_TO_PACK = Duration.ofSeconds(5);
  private static final Duration FLUSH_AT_EXIT = Duration.ofSeconds(5);

  /** What was logged in a row and is packed as one. */
  private sealed interface Piece {
    record Points(PointBuffer points) implements Piece {}

    record Text(Wire.Sample sample) implements Piece {}

    record Tags(Map<String, String> tags) implements Piece {}
  }

  private final RunId run;
  private final InstantSource clock;
  private final int capacity;
  private final boolean gzip;
  private final LineBuffer lines;
  private final Outbox outbox;
  private final Thread packer;
  private final Thread exit;

  // all guarded by "this"
  private List<Piece> pieces = new ArrayList<>(); // before those in "points"
  private PointBuffer points = new PointBuffer();
  private @Nullable PointBuffer spare;
  private int buffered; // entries that are neither on disk nor sent
  private long passesBegun;
  private long passesDone;
  private long passesWanted;
  private boolean closed;
  private boolean givenUp;
  private @Nullable RuntimeException trouble;

  /**
   * @param client the log itself never gives up, whatever the client's patience
   */
  public RunLog(AssayClient client, RunId run, InstantSource clock, Spools spools) {
    this(client, run, clock, spools, CAPACITY, FLUSH_AT_EXIT);
  }

  RunLog(
      AssayClient client,
      RunId run,
      InstantSource clock,
      Spools spools,
      int capacity,
      Duration flushAtExit) {
    this.run = run;
    this.clock = clock;
    this.capacity = capacity;
    this.gzip = !client.isOnThisMachine();
    this.lines = new LineBuffer(clock);
    this.outbox =
        new Outbox(
            client,
            run,
            spools.claim(run),
            new Spool(spools, run, client.lease()),
            this::onTrouble);
    this.exit = new Thread(() -> flushAtExit(flushAtExit), "flush");
    this.packer = Thread.ofPlatform().daemon().name("packer-" + run).unstarted(this::pack);
    outbox.start();
    packer.start();
    Runtime.getRuntime().addShutdownHook(exit);
  }

  /**
   * Takes a point, stamped with the present time; waits only when there is no room.
   *
   * @param metric 1 to 250 letters, digits, spaces or any of {@code _ . - / :}
   * @param step 0 to 2^53
   * @throws IllegalArgumentException for another metric or step
   * @throws ServerException.Refused when the server has refused something of this run
   * @throws ServerException.Unavailable when there is no room and nobody is to wait any more
   */
  public synchronized void log(String metric, long step, double value) throws InterruptedException {
    awaitRoom();
    points.add(metric, step, clock.millis(), value);
    buffered++;
    if (points.size() == PACK_POINTS) {
      notifyAll();
    }
  }

  /** Takes text written by a model; otherwise as {@link #log}. */
  public void sample(Wire.Sample sample) throws InterruptedException {
    add(new Piece.Text(sample));
  }

  /** Takes tags; otherwise as {@link #log}. */
  public void tags(Map<String, String> tags) throws InterruptedException {
    add(new Piece.Tags(Map.copyOf(tags)));
  }

  /**
   * Takes a line of the run's log, stamped with the present time; neither waits nor throws. What is
   * longer than 16,384 characters is cut and marked so. What the log's own threads say is left out:
   * it would be about sending these lines.
   */
  public void line(LogStream stream, String text) {
    Thread thread = Thread.currentThread();
    if (thread != packer && !outbox.isItsThread(thread)) {
      lines.add(stream, text);
    }
  }

  private synchronized void add(Piece piece) throws InterruptedException {
    awaitRoom();
    sealPoints();
    pieces.add(piece);
    buffered++;
  }

  private void sealPoints() {
    if (points.size() > 0) {
      pieces.add(new Piece.Points(points));
      points = spare == null ? new PointBuffer() : spare;
      spare = null;
    }
  }

  private void awaitRoom() throws InterruptedException {
    while (isFull() && trouble == null && !closed && !givenUp) {
      wait();
    }
    throwTrouble();
    if (closed) {
      throw new IllegalStateException("the log of run " + run + " is closed");
    }
    if (isFull()) {
      throw new ServerException.Unavailable(
          "%d entries of run %s wait for the server; there is no room for more"
              .formatted(waiting(), run));
    }
  }

  private boolean isFull() {
    return buffered >= capacity;
  }

  /** From now on nobody waits for room in the buffer; whoever does is let go with an exception. */
  public synchronized void giveUp() {
    givenUp = true;
    notifyAll();
  }

  /**
   * Waits until everything that was logged before is stored.
   *
   * @throws ServerException.Unavailable when that takes longer than {@code most}; the message says
   *     how many entries are still here
   */
  public void flush(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    if (!awaitPacked(deadline) || !outbox.awaitSent(deadline)) {
      throwTrouble();
      throw new ServerException.Unavailable(
          "%d entries of run %s could not be stored within %d s"
              .formatted(waiting(), run, most.toSeconds()));
    }
    throwTrouble();
  }

  private synchronized boolean awaitPacked(long deadline) throws InterruptedException {
    long pass = passesBegun + 1;
    passesWanted = pass;
    notifyAll();
    while (passesDone < pass && packer.isAlive() && !hasBroken()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return passesDone >= pass;
  }

  /** Whether nothing is sent any more, for the {@link #trouble} there is. */
  private boolean hasBroken() {
    return trouble != null && outbox.hasEnded();
  }

  private synchronized long waiting() {
    return buffered + outbox.entries();
  }

  /** Stops sending; what is not sent yet stays in the spool. Call {@link #flush} before. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    outbox.stop();
    join(packer, TIME_TO_PACK);
    long inSpool = outbox.entries();
    outbox.close();
    forgetExit();
    if (inSpool > 0) {
      log.info("{} entries of run {} stay in the spool and are sent later", inSpool, run);
    }
    int lost = buffered();
    if (lost > 0) {
      log.warn("{} entries of run {} were not stored", lost, run);
    }
  }

  private synchronized int buffered() {
    return buffered;
  }

  /** Waits for the end of a thread, though not for ever, even when interrupted meanwhile. */
  static void join(Thread thread, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive() && System.nanoTime() < deadline) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void flushAtExit(Duration most) {
    try {
      flush(most);
    } catch (ServerException e) {
      log.info("{}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forgetExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(exit);
    } catch (IllegalStateException e) {
      log.debug("the JVM is ending already");
    }
  }

  private synchronized void throwTrouble() {
    if (trouble != null) {
      throw trouble;
    }
  }

  private synchronized void onTrouble(RuntimeException e) {
    trouble = trouble == null ? e : trouble;
    notifyAll();
  }

  @SuppressWarnings("CatchingUnchecked") // whoever waits for this thread must hear of its end
  private void pack() {
    try {
      boolean more;
      do {
        more = awaitPass();
        packOnce();
      } while (more);
    } catch (InterruptedException e) {
      log.debug("log of run {} interrupted", run);
    } catch (RuntimeException e) {
      broke(e);
    } catch (Error e) {
      broke(new IllegalStateException("packing what run %s logs broke: %s".formatted(run, e), e));
    }
  }

  private void broke(RuntimeException e) {
    log.error("what is recorded of run {} is no longer sent: {}", run, e.toString());
    onTrouble(e);
  }

  /** Returns when something is to be packed; false when nothing can come after it. */
  private synchronized boolean awaitPass() throws InterruptedException {
    long deadline = System.nanoTime() + PACK_INTERVAL.toNanos();
    long millis = PACK_INTERVAL.toMillis();
    while (!closed && passesWanted <= passesBegun && points.size() < PACK_POINTS && millis > 0) {
      wait(millis);
      millis = (deadline - System.nanoTime()) / 1_000_000;
    }
    return !closed;
  }

  private void packOnce() throws InterruptedException {
    for (Piece piece : begin()) {
      if (put(parcel(piece))) {
        packed(piece);
      }
    }
    for (Wire.LogLines batch : lines.take()) {
      put(json(Parcel.Kind.LINES, batch.lines().size(), batch));
    }
    synchronized (this) {
      passesDone++;
      notifyAll();
    }
  }

  private synchronized List<Piece> begin() {
    passesBegun++;
    sealPoints();
    List<Piece> taken = pieces;
    pieces = new ArrayList<>();
    return taken;
  }

  private boolean put(Parcel parcel) throws InterruptedException {
    return outbox.put(gzip ? parcel.smaller() : parcel);
  }

  private synchronized void packed(Piece piece) {
    buffered -= entries(piece);
    if (piece instanceof Piece.Points(var done)) {
      done.clear();
      spare = done;
    }
    notifyAll();
  }

  private static int entries(Piece piece) {
    return switch (piece) {
      case Piece.Points(var points) -> points.size();
      case Piece.Text text -> 1;
      case Piece.Tags tags -> 1;
    };
  }

  private static Parcel parcel(Piece piece) {
    return switch (piece) {
      case Piece.Points(var points) ->
          Parcel.of(Parcel.Kind.POINTS, points.size(), points.toFrame());
      case Piece.Text(var sample) -> json(Parcel.Kind.SAMPLE, 1, sample);
      case Piece.Tags(var tags) -> json(Parcel.Kind.TAGS, 1, tags);
    };
  }

  private static Parcel json(Parcel.Kind kind, int entries, Object body) {
    return Parcel.of(kind, entries, Wire.JSON.writeValueAsBytes(body));
  }
}
