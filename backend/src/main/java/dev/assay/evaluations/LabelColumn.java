package dev.assay.evaluations;

import dev.assay.tables.RowReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What classes are called in a column of labels: by their names; of two classes by 0 and 1, false
 * and true as well, where these are no names.
 */
final class LabelColumn {
  private static final Set<String> YES_OR_NO = Set.of("0", "1", "false", "true");
  private static final double LARGEST = 1e9;

  private final Map<String, Integer> byName = new HashMap<>();
  private final String expected;

  LabelColumn(List<String> classes) {
    for (int k = 0; k < classes.size(); k++) {
      byName.put(classes.get(k), k);
    }
    boolean isYesOrNo = classes.size() == 2;
    for (String name : classes) {
      isYesOrNo = isYesOrNo && !isWord(name);
    }
    boolean areNumbered = classes.equals(List.of("0", "1"));
    if (isYesOrNo || areNumbered) {
      byName.putIfAbsent("0", 0);
      byName.putIfAbsent("1", 1);
      byName.putIfAbsent("false", 0);
      byName.putIfAbsent("true", 1);
    }
    int shown = Math.min(classes.size(), 10);
    String names =
        String.join(", ", classes.subList(0, shown)) + (shown < classes.size() ? ", …" : "");
    expected =
        areNumbered
            ? "0 or 1, false or true is expected, or the names of the two classes are to be said,"
                + " the positive one last"
            : isYesOrNo
                ? "%s is expected, or 0 or 1, or false or true".formatted(names)
                : "one of the classes is expected: %s".formatted(names);
  }

  private static boolean isWord(String name) {
    return YES_OR_NO.contains(name.toLowerCase(Locale.ROOT));
  }

  /** What a label has to be. */
  String expected() {
    return expected;
  }

  /** The class of a row; null where there is none. */
  @Nullable Integer read(RowReader rows, int column) {
    @Nullable String text = rows.text(column);
    if (text == null) {
      return null;
    }
    @Nullable Integer known = byName.get(text);
    return known == null ? otherwise(text.strip(), rows.number(column)) : known;
  }

  /** Blanks around it, another case of true and false, 1.0 for 1. */
  private @Nullable Integer otherwise(String text, double number) {
    if (number == Math.rint(number) && Math.abs(number) < LARGEST) {
      return byName.get(Long.toString((long) number));
    }
    @Nullable Integer known = byName.get(text);
    return known == null && isWord(text) ? byName.get(text.toLowerCase(Locale.ROOT)) : known;
  }
}
