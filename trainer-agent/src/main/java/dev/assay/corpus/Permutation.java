package dev.assay.corpus;

/**
 * A shuffle of 0 to n-1 that takes no memory: a balanced Feistel network over the next power of
 * four of at least n, walked until it is below n again (Black and Rogaway, "Ciphers with arbitrary
 * finite domains", 2002, the cycle-walking and generalised-Feistel methods). It is meant to look
 * random, not to be secret.
 *
 * @param n how many, at least 1 and at most 2⁶²
 */
record Permutation(long n, long seed) {

  private static final int ROUNDS = 8;

  Permutation {
    if (n < 1 || n > 1L << 62) {
      throw new IllegalArgumentException("n is " + n + "; must be 1 to 2^62");
    }
  }

  /** The place that the shuffle gives to {@code i}. */
  long at(long i) {
    int half = Math.max(1, (64 - Long.numberOfLeadingZeros(n - 1) + 1) / 2);
    long walked = i;
    do {
      walked = encrypt(walked, half);
    } while (walked >= n); // 4 turns in the mean at most
    return walked;
  }

  private long encrypt(long value, int half) {
    long mask = (1L << half) - 1;
    long left = value >>> half;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (mix(mix(seed + round) + right) & mask);
      left = right;
      right = next;
    }
    return left << half | right;
  }

  /**
   * SplitMix64's output for that state (Steele, Lea and Flood 2014; constants of Stafford's 13).
   */
  static long mix(long state) {
    long z = state + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
