package dev.assay.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How often each of n rows is drawn when n are drawn with replacement: the bootstrap itself, not an
 * approximation by independent Poisson counts.
 */
final class Draws {
  private Draws() {}

  /** Looks at resamples; by one thread. */
  interface Look {
    /**
     * @param r number of the resample
     * @param counts how often each row was drawn; another resample has the same array
     */
    void at(int r, byte[] counts);
  }

  /**
   * All resamples of n rows, by many threads.
   *
   * @param ofATask how many are looked at by one look, which is made for each task
   */
  static void each(int n, long[] seeds, int ofATask, Supplier<Look> looks) {
    int tasks = (seeds.length + ofATask - 1) / ofATask;
    IntStream.range(0, tasks)
        .parallel()
        .forEach(
            task -> {
              Look look = looks.get();
              byte[] counts = new byte[n];
              int end = Math.min(seeds.length, (task + 1) * ofATask);
              for (int r = task * ofATask; r < end; r++) {
                fill(counts, seeds[r]);
                look.at(r, counts);
              }
            });
  }

  /**
   * @param counts n values; overwritten. A row is drawn 128 times with a probability below 10⁻²¹⁰,
   *     so a byte is enough
   */
  static void fill(byte[] counts, long seed) {
    Arrays.fill(counts, (byte) 0);
    SplittableRandom random = new SplittableRandom(seed);
    int n = counts.length;
    for (int i = 0; i < n; i += 2) {
      long bits = random.nextLong();
      counts[(int) Math.unsignedMultiplyHigh(bits, n)]++;
      if (i + 1 < n) {
        // what is left of the bits is as even as n^2 in 2^64 is: 10^-5 at 10^7 rows
        counts[(int) Math.unsignedMultiplyHigh(bits * n, n)]++;
      }
    }
  }

  static long[] seeds(int resamples, long seed) {
    if (resamples < 1 || resamples > 1_000_000) {
      Findings findings = new Findings();
      findings.add("resamples", resamples, "1 to 1000000 are possible");
      findings.throwIfAny();
    }
    return new SplittableRandom(seed).longs(resamples).toArray();
  }

  /** One of each of m parts of n rows that are equally long, at random; rising. */
  static int[] sample(int n, int m) {
    SplittableRandom random = new SplittableRandom(n);
    return IntStream.range(0, m)
        .map(i -> (int) Math.min(n - 1, (long) ((i + random.nextDouble()) * n / m)))
        .toArray();
  }
}
