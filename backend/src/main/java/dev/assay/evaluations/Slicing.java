package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.NumericBins;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluation.Slices;
import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Slices of rows by what their columns say. */
final class Slicing {
  private static final int MOST_COLUMNS = 3;
  private static final int MOST_SLICES = 1000;

  /** Numbers of a column that has no more of them are not cut into bins. */
  private static final int FEW_NUMBERS = 10;

  private static final int BINS = 5;

  private Slicing() {}

  /**
   * The slice of each row.
   *
   * @param names of the slices
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Cut(int[] slice, List<String> names) {

    /** Slices that have rows of both. */
    Cut crossed(Cut other) {
      Map<Long, Integer> known = new HashMap<>();
      List<String> both = new ArrayList<>();
      int[] crossed = new int[slice.length];
      for (int i = 0; i < slice.length; i++) {
        long pair = (long) slice[i] * other.names.size() + other.slice[i];
        Integer there = known.get(pair);
        if (there == null) {
          there = both.size();
          known.put(pair, there);
          both.add(names.get(slice[i]) + ", " + other.names.get(other.slice[i]));
          requireFew(both.size(), "are crossed");
        }
        crossed[i] = there;
      }
      return new Cut(crossed, both);
    }
  }

  static SliceTable of(Predictions rows, List<String> by, RowLoss loss, MultipleTests correction) {
    List<String> columns = by.stream().distinct().toList();
    if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
      throw new Problem.Invalid(
          "by", columns.size() + " columns", "slices are by 1 to " + MOST_COLUMNS);
    }
    Cut cut =
        columns.stream().map(column -> cut(rows.group(column))).reduce(Cut::crossed).orElseThrow();
    Binary headline = rows.headline();
    return new SliceTable(
        columns,
        loss,
        correction,
        loss.mean(headline),
        Slices.worst(headline, cut.slice, cut.names.size(), loss, correction).stream()
            .map(slice -> new SliceTable.Row(cut.names.get(slice.group()), slice))
            .toList());
  }

  private static Cut cut(Group group) {
    return switch (group) {
      case Group.Words(String name, int[] codes, List<String> values) ->
          withMissing(name, codes, values.stream().map(value -> name + " = " + value).toList());
      case Group.Numbers(String name, double[] values) -> cut(name, values);
    };
  }

  private static Cut cut(String name, double[] values) {
    double[] few = few(values);
    if (few.length <= FEW_NUMBERS) {
      int[] codes =
          Arrays.stream(values)
              .mapToInt(x -> Double.isNaN(x) ? -1 : Arrays.binarySearch(few, x + 0.0))
              .toArray();
      List<String> names = Arrays.stream(few).mapToObj(x -> name + " = " + number(x)).toList();
      return withMissing(name, codes, names);
    }
    NumericBins bins = NumericBins.quantiles(values, BINS);
    List<String> names =
        IntStream.range(0, bins.count())
            .mapToObj(
                b ->
                    "%s in %s%s, %s]"
                        .formatted(
                            name,
                            b == 0 ? "[" : "(",
                            number(bins.edges()[b]),
                            number(bins.edges()[b + 1])))
            .toList();
    return withMissing(name, bins.group(), names);
  }

  /** The different numbers, rising; some of them where there are many. */
  private static double[] few(double[] values) {
    TreeSet<Double> found = new TreeSet<>();
    for (double value : values) {
      if (!Double.isNaN(value) && found.add(value + 0.0) && found.size() > FEW_NUMBERS) {
        break;
      }
    }
    return found.stream().mapToDouble(x -> x).toArray();
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
  }

  /** Rows without a value are a slice like others. */
  private static Cut withMissing(String name, int[] codes, List<String> names) {
    requireFew(names.size(), "are of column " + name);
    if (Arrays.stream(codes).noneMatch(code -> code < 0)) {
      return new Cut(codes, names);
    }
    List<String> all = new ArrayList<>(names);
    all.add(name + " is missing");
    int missing = names.size();
    return new Cut(Arrays.stream(codes).map(c -> c < 0 ? missing : c).toArray(), all);
  }

  private static void requireFew(int slices, String where) {
    if (slices > MOST_SLICES) {
      throw new Problem.Invalid(
          "by",
          "%,d slices or more".formatted(slices),
          "%s; %,d are possible".formatted(where, MOST_SLICES));
    }
  }
}
