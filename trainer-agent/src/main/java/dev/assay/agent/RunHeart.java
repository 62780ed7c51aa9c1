package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Patience;
import dev.assay.tracking.RunId;
import dev.assay.tracking.ServerException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a run alive that no lease keeps: a thread that sends heartbeats with the progress. */
final class RunHeart implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunHeart.class);

  /** A run is lost after 60 s without. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final int CONFLICT = 409;

  private final AssayClient client;
  private final RunId run;
  private final Runnable onEnded;
  private final Thread thread;
  private volatile double progress;
  private volatile boolean ended;

  /**
   * @param onEnded is told once when the run has ended on the server; does not wait
   */
  RunHeart(AssayClient client, RunId run, Runnable onEnded) {
    this.client = client.with(Patience.none()); // the next beat is the next try
    this.run = run;
    this.onEnded = onEnded;
    this.thread = Thread.ofPlatform().daemon().name("heartbeat-" + run).start(this::beat);
  }

  private void beat() {
    try {
      while (beatOnce()) {
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      log.debug("run {} needs no heartbeats any more", run);
    }
  }

  /** False when the run takes none any more. */
  private boolean beatOnce() throws InterruptedException {
    try {
      client.heartbeat(run, progress);
    } catch (ServerException.Refused e) {
      if (e.status() == CONFLICT) {
        log.warn("{}", e.getMessage());
        ended = true;
        onEnded.run();
        return false;
      }
      log.warn("a heartbeat was refused: {}", e.getMessage());
    } catch (ServerException.Unavailable e) {
      log.warn("a heartbeat did not arrive: {}", e.getMessage());
    }
    return true;
  }

  /**
   * @param done 0 to 1, sent with the next heartbeat
   */
  void progress(double done) {
    progress = done;
  }

  /** Whether the run has ended on the server. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
