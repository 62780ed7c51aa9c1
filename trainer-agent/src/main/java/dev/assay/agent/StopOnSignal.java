package dev.assay.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import picocli.CommandLine.ExitCode;

/**
 * Lets work end well when the process is told to end: on SIGTERM or SIGINT it asks the work to stop
 * and waits for that. Without it the native library would be torn down under a running training.
 */
final class StopOnSignal implements AutoCloseable {

  private static final Duration TIME_TO_END = Duration.ofSeconds(6);

  private final Runnable stop;
  private final Duration timeToEnd;
  private final IntConsumer halt;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param stop asks the work to stop; does not wait
   */
  StopOnSignal(Runnable stop) {
    this(stop, TIME_TO_END, Runtime.getRuntime()::halt);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
  }

  StopOnSignal(Runnable stop, Duration timeToEnd, IntConsumer halt) {
    this.stop = stop;
    this.timeToEnd = timeToEnd;
    this.halt = halt;
  }

  void end() {
    if (ended.getCount() == 0) {
      return; // the work ended first, and the process after it
    }
    stop.run();
    boolean inTime = false;
    try {
      inTime = ended.await(timeToEnd.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!inTime) {
      System.err.println("the work did not stop within " + timeToEnd.toSeconds() + " s");
    }
    // without this the exit code would be that of the signal
    halt.accept(inTime ? ExitCode.OK : ExitCode.SOFTWARE);
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.countDown();
  }
}
