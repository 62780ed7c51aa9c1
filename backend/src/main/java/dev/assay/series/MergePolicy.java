package dev.assay.series;

import java.util.Arrays;

/**
 * How large chunks become. New points make a small chunk at the end of their series; when eight of
 * about equal size have come together (or of smaller ones) they become one, until chunks are full.
 * So a point is rewritten about log8(8192 / m) times, m being the points a series gets at a time. A
 * full chunk has 4,096 to 8,192 points; in a series of a million points 32,768 to 65,536, which
 * keeps the sub-buckets of a whole series at about a thousand, however long it is.
 */
final class MergePolicy {
  static final int TARGET = 8_192;
  static final int LARGE_TARGET = Chunk.MOST_POINTS;
  static final long LARGE_SERIES = 1_000_000;

  private static final int FAN = 8;

  private MergePolicy() {}

  /** The most points in a chunk of a series of n points. */
  static int target(long n) {
    return n >= LARGE_SERIES ? LARGE_TARGET : TARGET;
  }

  /**
   * About how many full chunks a series of n points has: it keeps those it had before it was large.
   */
  static double fullChunks(long n) {
    long small = Math.min(n, LARGE_SERIES);
    return small / (double) TARGET + (n - small) / (double) LARGE_TARGET;
  }

  /** A chunk of at least so many points is left alone when points are added behind it. */
  static int full(long n) {
    return target(n) / 2;
  }

  /**
   * How many of the last chunks become one with new points.
   *
   * @param open points in the chunks at the end that are not full
   * @param fresh new points, all behind those
   * @param n points of the series with them
   */
  static int absorbed(int[] open, int fresh, long n) {
    int taken = 0;
    long points = fresh;
    while (taken < open.length) {
      int more = points >= full(n) ? small(open, taken) : alike(open, taken, points, n);
      if (more == 0) {
        return taken;
      }
      for (int i = 0; i < more; i++) {
        points += open[open.length - 1 - taken++];
      }
    }
    return taken;
  }

  /**
   * A full chunk closes what lies before it; only what would be small for ever comes in with it.
   */
  private static int small(int[] open, int taken) {
    int more = 0;
    for (int i = open.length - 1 - taken; i >= 0 && open[i] < TARGET / 2; i--) {
      more++;
    }
    return more;
  }

  /**
   * The chunks before that are of about equal size or smaller, if they are many or large enough.
   */
  private static int alike(int[] open, int taken, long points, long n) {
    int more = 0;
    long ofThose = 0;
    for (int i = open.length - 1 - taken;
        i >= 0 && level(open[i]) <= level(points) && points + ofThose < target(n);
        i--) {
      more++;
      ofThose += open[i];
    }
    return more + 1 >= FAN || points + ofThose >= target(n) ? more : 0;
  }

  private static int level(long points) {
    return (63 - Long.numberOfLeadingZeros(points)) / 3;
  }

  /** The chunks at the end that are not full. */
  static int[] open(int[] sizes, long n) {
    int from = sizes.length;
    while (from > 0 && sizes[from - 1] < full(n)) {
      from--;
    }
    return Arrays.copyOfRange(sizes, from, sizes.length);
  }
}
