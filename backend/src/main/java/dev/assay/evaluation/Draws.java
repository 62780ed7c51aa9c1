package dev.assay.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How often each of n rows is drawn when n are drawn with replacement: the bootstrap itself, not an
 * approximation by independent Poisson counts.
 */
final class Draws {
  private Draws() {}

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
}
