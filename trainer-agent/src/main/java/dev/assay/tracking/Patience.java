package dev.assay.tracking;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a request is tried again when no server answers or it is overloaded.
 *
 * @param total time after which no further try begins; zero tries once
 * @param firstPause before the second try; doubles with each further one
 * @param longestPause the most a pause grows to
 */
public record Patience(Duration total, Duration firstPause, Duration longestPause) {

  private static final int MAX_DOUBLINGS = 20;

  /** Tries for so long, with pauses from 0.2 s to 10 s. */
  public static Patience of(Duration total) {
    return new Patience(total, Duration.ofMillis(200), Duration.ofSeconds(10));
  }

  /** One try. */
  public static Patience none() {
    return of(Duration.ZERO);
  }

  /** The pause before the next try: doubled each time, then a random half to the whole of it. */
  public Duration pause(int tries, RandomGenerator random) {
    long grown = firstPause.toMillis() << Math.min(tries - 1, MAX_DOUBLINGS);
    long most = Math.min(grown, longestPause.toMillis());
    return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
  }
}
