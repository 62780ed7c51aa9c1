package dev.assay.datasets;

import dev.assay.datasets.ColumnProfile.Category;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each value comes, of so many different ones as are told apart. */
final class CategoryTally {
  private static final int LONGEST = 200;

  /** Up to so many may be categories however few rows there are. */
  private static final int MOST_OF_FEW = 50;

  private final int most;
  private final Map<String, long[]> counts = new HashMap<>();
  private boolean isFull;

  /**
   * @param most of these that come first
   */
  CategoryTally(int most) {
    this.most = most;
  }

  void add(String value) {
    String key = value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    long[] count = counts.get(key);
    if (count != null) {
      count[0]++;
    } else if (counts.size() < most) {
      counts.put(key, new long[] {1});
    } else {
      isFull = true;
    }
  }

  int distinct() {
    return counts.size();
  }

  /** Whether there are values that were not told apart. */
  boolean isFull() {
    return isFull;
  }

  /** Whether they are names of single things or free text rather than categories. */
  boolean areTooMany() {
    long all = counts.values().stream().mapToLong(count -> count[0]).sum();
    return isFull || counts.size() > MOST_OF_FEW && counts.size() > all / 2;
  }

  long count(String value) {
    long[] count = counts.get(value);
    return count == null ? 0 : count[0];
  }

  /** The most frequent first, equal ones by their names. */
  List<Category> top(int count) {
    return counts.entrySet().stream()
        .map(e -> new Category(e.getKey(), e.getValue()[0]))
        .sorted(Comparator.comparingLong(Category::rows).reversed().thenComparing(Category::value))
        .limit(count)
        .toList();
  }

  List<Category> all() {
    return top(Integer.MAX_VALUE);
  }
}
