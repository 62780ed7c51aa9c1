package dev.assay.benchmark;

/** Values as training gives them, x being its progress from 0 to 1. */
enum Curve {
  LOSS {
    @Override
    double at(double x, long bits) {
      return (float) (1.8 + 9 * Math.exp(-12 * x) + 0.8 * (1 - x) * (1 - x) + 0.08 * noise(bits));
    }
  },
  GRADIENT_NORM {
    @Override
    double at(double x, long bits) {
      boolean overflow = (mix(bits) & 0x3FFF) == 0; // one of 16,384
      return overflow ? Double.NaN : (float) Math.exp(0.5 * noise(bits));
    }
  },
  LEARNING_RATE {
    @Override
    double at(double x, long bits) {
      return 3e-5 + 0.5 * 2.7e-4 * (1 + Math.cos(Math.PI * x));
    }
  },
  ACCURACY {
    @Override
    double at(double x, long bits) {
      return 0.5 + 0.4 * (1 - Math.exp(-5 * x)) + 0.02 * noise(bits);
    }
  },
  TOKENS_PER_SECOND {
    @Override
    double at(double x, long bits) {
      return Math.rint((40_000 + 800 * noise(bits)) * 10) / 10;
    }
  };

  /** Most of what is logged has single precision. */
  private static final Curve[] MIX = {
    LOSS, LOSS, GRADIENT_NORM, LEARNING_RATE, LOSS,
    GRADIENT_NORM, LOSS, LEARNING_RATE, ACCURACY, TOKENS_PER_SECOND
  };

  /** The curve of a run's n-th metric. */
  static Curve of(int metric) {
    return MIX[metric % MIX.length];
  }

  /**
   * @param bits random
   */
  abstract double at(double x, long bits);

  /** The finalizer of SplitMix64: equally distributed bits of any number. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Mean 0, variance 1, nearly normal: the sum of four 16-bit numbers. */
  static double noise(long bits) {
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum / 65_536.0 - 2) * Math.sqrt(3);
  }
}
