package dev.assay.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ExitCode;

/**
 * Lets work end well when the process is told to end: on SIGTERM or SIGINT it asks the work to stop
 * and waits for that. Without it the native library would be torn down under a running training.
 */
final class StopOnSignal implements AutoCloseable {

  private static final Duration TIME_TO_END = Duration.ofSeconds(6);

  private final Runnable stop;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param stop asks the work to stop; does not wait
   */
  StopOnSignal(Runnable stop) {
    this.stop = stop;
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
  }

  private void end() {
    if (ended.getCount() == 0) {
      return; // the work ended first, and the process after it
    }
    stop.run();
    try {
      if (!ended.await(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("the work did not stop within " + TIME_TO_END.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // without this the exit code would be that of the signal
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.countDown();
  }
}
