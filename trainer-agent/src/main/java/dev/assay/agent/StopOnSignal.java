package dev.assay.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import picocli.CommandLine.ExitCode;

/**
 * Lets work end well when the process is told to end: on SIGTERM or SIGINT it asks the work to stop
 * and waits for that. Without it the native library would be torn down under a running training.
 */
final class StopOnSignal implements AutoCloseable {

  private static final Duration TIME_TO_END = Duration.ofSeconds(6);

  /** After so long it is said what is waited for, and again every {@link #BETWEEN_LINES}. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final Runnable stop;
  private final Duration timeToEnd;
  private final Supplier<String> work;
  private final IntConsumer halt;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param stop asks the work to stop; does not wait
   */
  StopOnSignal(Runnable stop) {
    this(stop, TIME_TO_END, () -> "the work to stop");
  }

  /**
   * @param stop asks the work to stop; does not wait
   * @param timeToEnd after which the process ends all the same
   * @param work what is waited for, for people
   */
  StopOnSignal(Runnable stop, Duration timeToEnd, Supplier<String> work) {
    this(stop, timeToEnd, work, Runtime.getRuntime()::halt);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
  }

  StopOnSignal(Runnable stop, Duration timeToEnd, Supplier<String> work, IntConsumer halt) {
    this.stop = stop;
    this.timeToEnd = timeToEnd;
    this.work = work;
    this.halt = halt;
  }

  void end() {
    if (ended.getCount() == 0) {
      return; // the work ended first, and the process after it
    }
    stop.run();
    boolean inTime = false;
    try {
      inTime = awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!inTime) {
      System.err.println(
          "waited %d s for %s, in vain".formatted(timeToEnd.toSeconds(), work.get()));
    }
    // without this the exit code would be that of the signal
    halt.accept(inTime ? ExitCode.OK : ExitCode.SOFTWARE);
  }

  private boolean awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + timeToEnd.toNanos();
    long pause = SILENCE.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      if (ended.await(Math.min(left, pause), TimeUnit.NANOSECONDS)) {
        return true;
      }
      if (left <= pause) {
        return false;
      }
      long seconds = Duration.ofNanos(left - pause).toSeconds();
      System.err.println("waiting up to %d s more for %s".formatted(seconds, work.get()));
      pause = BETWEEN_LINES.toNanos();
    }
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.countDown();
  }
}
