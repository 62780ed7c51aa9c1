package dev.assay.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody may have meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * @return the known name that is nearest, the first of several; empty when none is near
   */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= tolerance(name))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** {@code "; did you mean low?"}, or nothing. */
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map("; did you mean %s?"::formatted).orElse("");
  }

  /** A third of the letters may differ. */
  private static int tolerance(String name) {
    return Math.max(1, plain(name).length() / 3);
  }

  private static int distance(String name, String candidate) {
    return edits(plain(name), plain(candidate));
  }

  /** Case and separators of words do not count: peak_lr is peakLr. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /**
   * Insertions, deletions, replacements of single letters and swaps of two neighbours that make b
   * of a (Damerau 1964, where no part is edited twice).
   */
  private static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1]; // from i letters of a to j of b
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        best = Math.min(best, edits[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = best;
      }
    }
    return edits[a.length()][b.length()];
  }
}
