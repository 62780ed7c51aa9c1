package dev.assay.params;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody may have meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * @param name with those it is in, {@code model.layer}
   * @param known names of the same kind
   * @return the one that is nearest, the first of several; empty when none is near
   */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= tolerance(name))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** A third of the letters may differ, or two that were swapped. */
  private static int tolerance(String name) {
    int letters = last(name).length();
    return letters < 4 ? 1 : Math.max(2, letters / 3);
  }

  /** A right name in the wrong place is one off. */
  private static int distance(String name, String candidate) {
    int whole = edits(plain(name), plain(candidate));
    int alone = edits(plain(last(name)), plain(last(candidate)));
    return Math.min(whole, alone + 1);
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Case and separators of words do not count: peak_lr is peakLr. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
  }

  /** Insertions, deletions and replacements of single letters that make b of a (Levenshtein). */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1]; // from the first i letters of a to the first j of b
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
