package dev.assay.importance;

import dev.assay.runs.Params;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One param in a list of runs.
 *
 * @param codes of each run's value: its place in {@code values}, {@value #MISSING} where the param
 *     is not set
 * @param values the different ones, as text
 */
@SuppressWarnings("ArrayRecordComponent") // a column of numbers, never compared
record ParamValues(String param, int[] codes, List<String> values) {
  static final int MISSING = -1;
  private static final Set<String> FLAGS = Set.of("true", "false");

  int missing() {
    return (int) Arrays.stream(codes).filter(code -> code == MISSING).count();
  }

  /** Whether a param that is set in some runs only counts as two values, for so it tells apart. */
  boolean isConstant() {
    return values.isEmpty() || (values.size() == 1 && missing() == 0);
  }

  /**
   * Whether all values are numbers, or texts that read as numbers (some clients send only texts);
   * true and false are 1 and 0.
   */
  boolean isNumeric() {
    return FLAGS.containsAll(values) || values.stream().allMatch(v -> Double.isFinite(number(v)));
  }

  /** The value as a number; NaN when it is none. */
  static double number(String text) {
    if (FLAGS.contains(text)) {
      return text.equals("true") ? 1 : 0;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The numbers of the runs; NaN where the param is not set. */
  double[] numbers() {
    double[] ofValue = values.stream().mapToDouble(ParamValues::number).toArray();
    return Arrays.stream(codes).mapToDouble(c -> c == MISSING ? Double.NaN : ofValue[c]).toArray();
  }

  /** Collects the params of many runs. */
  static final class Builder {
    private final int runs;
    private final Map<String, Column> columns = new TreeMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final int most;

    /**
     * @param most so many params are kept
     */
    Builder(int runs, int most) {
      this.runs = runs;
      this.most = most;
    }

    void add(int run, Params params) {
      params
          .values()
          .forEach(
              (param, value) -> {
                @Nullable Column column = columns.get(param);
                if (column == null && columns.size() == most) {
                  leftOut.add(param);
                } else {
                  columns
                      .computeIfAbsent(param, p -> new Column(runs))
                      .set(run, Params.text(value));
                }
              });
    }

    /**
     * @param runs how many there were after all
     */
    List<ParamValues> build(int runs) {
      List<ParamValues> all = new ArrayList<>();
      columns.forEach(
          (param, column) ->
              all.add(
                  new ParamValues(
                      param, Arrays.copyOf(column.codes, runs), List.copyOf(column.values))));
      return all;
    }

    int leftOut() {
      return leftOut.size();
    }
  }

  private static final class Column {
    private final int[] codes;
    private final Map<String, Integer> codeOf = new HashMap<>();
    private final List<String> values = new ArrayList<>();

    Column(int runs) {
      codes = new int[runs];
      Arrays.fill(codes, MISSING);
    }

    void set(int run, String value) {
      codes[run] =
          codeOf.computeIfAbsent(
              value,
              v -> {
                values.add(v);
                return values.size() - 1;
              });
    }
  }
}
