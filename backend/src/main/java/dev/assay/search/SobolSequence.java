package dev.assay.search;

import org.hipparchus.random.SobolSequenceGenerator;

/**
 * Sobol's sequence (1967) with the direction numbers of Joe &amp; Kuo (2008) in the order of
 * Antonov &amp; Saleev (1979), which is that of a Gray code.
 */
final class SobolSequence {
  static final int BITS = 32;

  /** As many as a space has parameters at most. */
  static final int MOST_DIMENSIONS = Space.MOST_PARAMETERS;

  /** By dimension and bit; read as unsigned 32-bit fractions. */
  private static final int[][] DIRECTIONS = directions();

  private SobolSequence() {}

  /**
   * Point n in d dimensions as 32-bit fractions: the exclusive or of the direction numbers of the
   * bits of n's Gray code.
   */
  static int[] bits(int n, int d) {
    int[] x = new int[d];
    for (int gray = n ^ (n >>> 1); gray != 0; gray &= gray - 1) {
      int bit = Integer.numberOfTrailingZeros(gray);
      for (int j = 0; j < d; j++) {
        x[j] ^= DIRECTIONS[j][bit];
      }
    }
    return x;
  }

  /**
   * Point n, scrambled as Owen (1995) does: in each dimension each bit is flipped or not, by the
   * bits above it. The hash that decides is that of Burley, "Practical Hash-based Owen Scrambling"
   * (2020), equations of section 3.
   *
   * @param seeds one for each dimension
   * @return in (0, 1), in the middle of the cell of its 32 bits
   */
  static double[] scrambled(int n, int[] seeds) {
    int[] x = bits(n, seeds.length);
    double[] u = new double[x.length];
    for (int j = 0; j < u.length; j++) {
      int reversed = Integer.reverse(x[j]);
      int scrambled = Integer.reverse(laineKarras(reversed, seeds[j]));
      u[j] = (Integer.toUnsignedLong(scrambled) + 0.5) * 0x1p-32;
    }
    return u;
  }

  /** Changes each bit by those below it only. */
  private static int laineKarras(int x, int seed) {
    int hashed = x + seed;
    hashed ^= hashed * 0x6c50b47c;
    hashed ^= hashed * 0xb82f1e52;
    hashed ^= hashed * 0xc7afe638;
    hashed ^= hashed * 0x8d22f6e6;
    return hashed;
  }

  /** The point whose number has a Gray code of one bit is the direction number of that bit. */
  private static int[][] directions() {
    var sequence = new SobolSequenceGenerator(MOST_DIMENSIONS);
    int[][] v = new int[MOST_DIMENSIONS][BITS - 1]; // an int that is not negative has no bit 31
    for (int bit = 0; bit < BITS - 1; bit++) {
      double[] u = sequence.skipTo((int) ((1L << (bit + 1)) - 1));
      for (int j = 0; j < u.length; j++) {
        v[j][bit] = (int) (long) (u[j] * 0x1p32);
      }
    }
    return v;
  }
}
