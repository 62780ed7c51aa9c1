package dev.assay.ui.compare;

import dev.assay.runs.Params;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something of which every run may have a value.
 *
 * @param values of each run, in the order of the comparison; null where it has none
 */
record ComparedRow(Kind kind, String name, List<@Nullable JsonNode> values) {
  private static final int LONGEST_CELL = 120;
  private static final int LONGEST_HOVER = 1000;
  private static final String NOTHING = "–";

  enum Kind {
    PARAM,
    METRIC,
    FACT
  }

  /** What a search finds it by. */
  boolean contains(String wanted) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    return name.toLowerCase(Locale.ROOT).contains(lower)
        || values.stream()
            .anyMatch(
                v -> v != null && ParamText.exact(v).toLowerCase(Locale.ROOT).contains(lower));
  }

  boolean differs() {
    return values.stream().anyMatch(value -> !same(value, values.getFirst()));
  }

  boolean differsFrom(int baseline, int run) {
    return !same(values.get(baseline), values.get(run));
  }

  /** 1 and 1.0 are the same, and 1 and "1", for some clients send only texts. */
  private static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a.isNumber() && b.isNumber()) {
      return Double.compare(a.doubleValue(), b.doubleValue()) == 0;
    }
    return Params.text(a).equals(Params.text(b));
  }

  String brief(int run) {
    JsonNode value = values.get(run);
    return value == null ? NOTHING : cut(ParamText.brief(value), LONGEST_CELL);
  }

  String exact(int run) {
    JsonNode value = values.get(run);
    if (value == null) {
      return kind == Kind.PARAM ? "not set" : "not recorded";
    }
    return cut(
        kind == Kind.METRIC ? Numbers.exact(value.doubleValue()) : ParamText.exact(value),
        LONGEST_HOVER);
  }

  /** For files: all of it, numbers with a point and an ordinary minus. */
  String plain(int run) {
    JsonNode value = values.get(run);
    if (value == null) {
      return "";
    }
    return kind == Kind.METRIC
        ? Double.toString(value.doubleValue())
        : value.isNumber() ? ParamText.exact(value) : harmless(ParamText.exact(value));
  }

  /** A spreadsheet would take some texts for formulas. */
  static String harmless(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  /** About how many values of the usual size it holds: texts may be long. */
  int weight() {
    return values.stream()
        .mapToInt(
            value -> value != null && value.isString() ? 1 + value.stringValue().length() / 64 : 1)
        .sum();
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) + "…" : text;
  }

  /** Whether a run's value is the best of a metric of which it is known what is good. */
  boolean isBest(int run) {
    JsonNode own = values.get(run);
    Wish wish = kind == Kind.METRIC ? Wish.of(name) : Wish.UNKNOWN;
    if (own == null || wish == Wish.UNKNOWN || !Double.isFinite(own.doubleValue())) {
      return false;
    }
    boolean another = false;
    for (JsonNode value : values) {
      if (value == null || !Double.isFinite(value.doubleValue())) {
        continue;
      }
      if (wish.isBetter(value.doubleValue(), own.doubleValue())) {
        return false;
      }
      another |= value.doubleValue() != own.doubleValue();
    }
    return another;
  }
}
