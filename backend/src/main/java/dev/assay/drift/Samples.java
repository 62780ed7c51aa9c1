package dev.assay.drift;

import dev.assay.problem.Problem;
import java.util.Arrays;

/** What samples and counts have to be. */
final class Samples {
  private Samples() {}

  /** A sorted copy of finite numbers, without −0. */
  static double[] sorted(String name, double[] values) {
    double[] sorted = Arrays.stream(values).map(x -> x + 0.0).toArray();
    Arrays.sort(sorted); // NaN and infinities are at the ends
    int n = sorted.length;
    if (n > 0 && (!Double.isFinite(sorted[0]) || !Double.isFinite(sorted[n - 1]))) {
      int at = 0;
      while (Double.isFinite(values[at])) {
        at++;
      }
      throw new Problem.Invalid(
          "%s[%d]".formatted(name, at), values[at], "a sample has finite numbers");
    }
    return sorted;
  }

  static void checkCounts(long[] reference, long[] current) {
    if (reference.length != current.length) {
      throw new Problem.Invalid(
          "current",
          current.length + " counts",
          "as many as the reference's %d are expected".formatted(reference.length));
    }
    check("reference", reference);
    check("current", current);
  }

  private static void check(String name, long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 0) {
        throw new Problem.Invalid("%s[%d]".formatted(name, i), counts[i], "a count is 0 or more");
      }
    }
  }

  static long sum(long[] counts) {
    return Arrays.stream(counts).sum();
  }
}
