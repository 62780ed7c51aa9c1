package dev.assay.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * While it is open, the first Ctrl-C (or SIGTERM, or SIGHUP of a terminal that is closed) asks the
 * work to keep a checkpoint and end, which may take its time; the second ends the process at once.
 * A shutdown hook could not tell them apart: it never hears of the second.
 */
final class PauseOnSignal implements AutoCloseable {

  /** Exit codes of what a signal ended are this and the signal's number. */
  private static final int SIGNALLED = 128;

  private final Runnable pause;
  private final IntConsumer halt;
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
  private int first;

  /**
   * @param pause asks the work to pause; does not wait
   */
  PauseOnSignal(Runnable pause) {
    this(pause, Runtime.getRuntime()::halt);
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        var signal = new Signal(name);
        before.put(signal, Signal.handle(signal, s -> arrived(s.getNumber())));
      } catch (IllegalArgumentException e) {
        continue; // this system has none of that name, or the JVM was told to leave it alone
      }
    }
  }

  PauseOnSignal(Runnable pause, IntConsumer halt) {
    this.pause = pause;
    this.halt = halt;
  }

  /** Holds no lock while it calls: a second signal ends the process even when that hangs. */
  void arrived(int signal) {
    if (isFirst(signal)) {
      pause.run();
    } else {
      halt.accept(SIGNALLED + signal);
    }
  }

  private synchronized boolean isFirst(int signal) {
    if (first != 0) {
      return false;
    }
    first = signal;
    return true;
  }

  /** The exit code of a process that a signal has ended; empty when none has come. */
  synchronized OptionalInt exitCode() {
    return first == 0 ? OptionalInt.empty() : OptionalInt.of(SIGNALLED + first);
  }

  /** From now on signals do what they did before. */
  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
