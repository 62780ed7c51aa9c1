package dev.assay.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A param as columns of numbers for a forest.
 *
 * <ul>
 *   <li>A number becomes the place of its bin: its place among the different numbers when there are
 *       at most {@value #MOST_BINS}, else among so many quantiles. Trees only ask whether a number
 *       is greater than another, so nothing but fineness is lost. Where the param is not set, it is
 *       the median's, and a second column tells whether it is set.
 *   <li>A text becomes a column of 0 and 1 for each of its {@value #MOST_CATEGORIES} most frequent
 *       values ("not set" is one of them); the others share all zeros.
 * </ul>
 *
 * @param columns how many
 * @param ofCode the columns for each code, the last one for what is not set; (V + 1, columns)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Encoding(ParamValues of, int columns, double[][] ofCode) {
  static final int MOST_BINS = 64;
  static final int MOST_CATEGORIES = 20;

  static Encoding of(ParamValues values) {
    return values.isNumeric() ? number(values) : category(values);
  }

  /** Writes the columns of a run into a row. */
  void write(int run, double[] row, int at) {
    double[] encoded = ofCode(of.codes()[run]);
    System.arraycopy(encoded, 0, row, at, columns);
  }

  private double[] ofCode(int code) {
    return ofCode[code == ParamValues.MISSING ? ofCode.length - 1 : code];
  }

  private static Encoding number(ParamValues values) {
    boolean withMissing = values.missing() > 0;
    int columns = withMissing ? 2 : 1;
    double[] sorted = Arrays.stream(values.numbers()).filter(Double::isFinite).sorted().toArray();
    double[] borders = borders(sorted);
    double[][] ofCode = new double[values.values().size() + 1][columns];
    for (int code = 0; code < values.values().size(); code++) {
      ofCode[code][0] = bin(borders, ParamValues.number(values.values().get(code)));
      if (withMissing) {
        ofCode[code][1] = 1;
      }
    }
    ofCode[values.values().size()][0] = bin(borders, sorted[sorted.length / 2]);
    return new Encoding(values, columns, ofCode);
  }

  /** Greatest numbers of the bins. */
  private static double[] borders(double[] sorted) {
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    if (distinct.length <= MOST_BINS) {
      return distinct;
    }
    return IntStream.rangeClosed(1, MOST_BINS)
        .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / MOST_BINS) - 1])
        .distinct()
        .toArray();
  }

  private static int bin(double[] borders, double value) {
    int found = Arrays.binarySearch(borders, value);
    return found >= 0 ? found : -found - 1;
  }

  private static Encoding category(ParamValues values) {
    int codes = values.values().size() + 1;
    int[] runs = new int[codes];
    for (int code : values.codes()) {
      runs[code == ParamValues.MISSING ? codes - 1 : code]++;
    }
    List<Integer> frequent =
        IntStream.range(0, codes)
            .filter(code -> runs[code] > 0)
            .boxed()
            .sorted(Comparator.comparing((Integer code) -> -runs[code]).thenComparing(code -> code))
            .limit(MOST_CATEGORIES)
            .toList();
    List<Integer> shown = new ArrayList<>(frequent);
    if (shown.size() == 2 && codes <= 3) {
      shown.removeLast(); // one column tells two values apart
    }
    double[][] ofCode = new double[codes][shown.size()];
    for (int c = 0; c < shown.size(); c++) {
      ofCode[shown.get(c)][c] = 1;
    }
    return new Encoding(values, shown.size(), ofCode);
  }
}
