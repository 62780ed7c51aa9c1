package dev.assay.ui.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A few values that stand for many, as of how many tokens runs had: a law of two variables is drawn
 * as a curve for each.
 *
 * @param values increasing, at most seven
 */
record Levels(List<Double> values) {
  private static final int MOST = 7; // colours of the scale in palette.css
  private static final int OF_MANY = 5; // beyond that many curves only crowd
  private static final double SAME = 1.03;

  Levels {
    values = List.copyOf(values);
  }

  /** Those of values above 0; ones that agree to 3 % are the same. */
  static Levels of(List<Double> all) {
    List<Double> distinct = new ArrayList<>();
    all.stream()
        .sorted()
        .filter(v -> distinct.isEmpty() || v > distinct.getLast() * SAME)
        .forEach(distinct::add);
    if (distinct.size() <= MOST) {
      return new Levels(distinct);
    }
    List<Double> some = new ArrayList<>();
    for (int i = 0; i < OF_MANY; i++) {
      some.add(distinct.get(Math.round((float) i * (distinct.size() - 1) / (OF_MANY - 1))));
    }
    return new Levels(some);
  }

  /** Which of them is nearest to a value, by the ratio. */
  int nearest(double value) {
    return IntStream.range(0, values.size())
        .boxed()
        .min(Comparator.comparingDouble(i -> Math.abs(Math.log(value / values.get(i)))))
        .orElse(0);
  }

  /** Of palette.css: the farther along the scale, the more. */
  String color(int level) {
    int last = Math.max(1, values.size() - 1);
    return "scale-" + (values.size() == 1 ? 2 : Math.round((float) level * (MOST - 1) / last));
  }
}
