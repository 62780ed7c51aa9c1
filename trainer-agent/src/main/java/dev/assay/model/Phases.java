package dev.assay.model;

import java.util.Arrays;

/** Where the time of training goes. Used by one thread. */
public class Phases {

  /** A kind of work in a step. */
  public enum Phase {
    /** Making the batches. */
    DATA,
    FORWARD,
    BACKWARD,
    /** Clipping included. */
    OPTIMIZER,
    /** Reading numbers back and telling them. */
    LOGGING
  }

  private final long[] nanos = new long[Phase.values().length];

  /** Also a place to listen at: each part of a step ends with it. */
  public void add(Phase phase, long spent) {
    nanos[phase.ordinal()] += spent;
  }

  /** Adds the time since {@code start}, a {@link System#nanoTime}; answers the time now. */
  public long since(long start, Phase phase) {
    long now = System.nanoTime();
    add(phase, now - start);
    return now;
  }

  public double seconds(Phase phase) {
    return nanos[phase.ordinal()] / 1e9;
  }

  public double totalSeconds() {
    return Arrays.stream(nanos).sum() / 1e9;
  }

  public void reset() {
    Arrays.fill(nanos, 0);
  }
}
