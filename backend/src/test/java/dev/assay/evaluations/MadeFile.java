package dev.assay.evaluations;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files of rows that are made up by operations that IEEE 754 rounds in one way: those of {@code
 * benchmarks/evaluation_peer.py}, so that its values hold for them.
 */
final class MadeFile {
  private MadeFile() {}

  private static double frac(int i, double a) {
    return i * a % 1;
  }

  static double probability(int i) {
    return frac(i + 1, 0.7548776662466927);
  }

  /** Like {@code binary(n)} of the peer. */
  static int label(int i) {
    double p = probability(i);
    double q = p + 0.6 * p * (1 - p) * (1 - 2 * p);
    return frac(i + 1, 0.5698402909980532) < q ? 1 : 0;
  }

  /** A label by chance, as was forecast: some seeds are some sets of rows. */
  static int calibrated(int i) {
    return frac(i + 1, 0.5698402909980532) < probability(i) ? 1 : 0;
  }

  static String csv(int rows) {
    return csv("y,p", rows, i -> label(i) + "," + probability(i));
  }

  static String csv(String names, int rows, IntFunction<String> line) {
    return IntStream.range(0, rows)
        .mapToObj(line)
        .collect(Collectors.joining("\n", names + "\n", "\n"));
  }

  static String jsonLines(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(i -> "{\"y\": %d, \"p\": %s}".formatted(label(i), probability(i)))
        .collect(Collectors.joining("\n"));
  }

  /** Like {@code multi(n, k)} of the peer, with columns prob_a, prob_b, … */
  static String multiclass(int n, int k) {
    String names =
        IntStream.range(0, k).mapToObj(c -> "prob_" + name(c)).collect(Collectors.joining(","));
    return csv("y," + names, n, i -> multiclassRow(i, k));
  }

  private static String name(int k) {
    return Character.toString('a' + k);
  }

  private static String multiclassRow(int i, int k) {
    double[] p = new double[k];
    double sum = 0;
    for (int c = 0; c < k; c++) {
      double u = frac((i + 1) * k + c, 0.7548776662466927) + 0.05;
      p[c] = u * u;
      sum += u * u;
    }
    double v = frac(i + 1, 0.5698402909980532);
    double below = 0;
    int y = 0;
    StringBuilder row = new StringBuilder();
    for (int c = 0; c < k; c++) {
      p[c] /= sum;
      below += 0.7 * p[c] + 0.3 / k;
      y += below <= v && y < k - 1 ? 1 : 0;
      row.append(',').append(p[c]);
    }
    return name(y).toLowerCase(Locale.ROOT) + row;
  }
}
