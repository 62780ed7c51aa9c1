package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** What the reader of a report has to know about its rows. */
final class Warnings {
  /** Below it nothing is said of a class that would hold for others. */
  private static final int FEW_ROWS = 30;

  /** That something is told which is chance, of all classes together. */
  private static final double CHANCE = 0.01;

  private static final NormalDistribution NORMAL = new NormalDistribution();

  private static final int SHOWN = 5;

  private Warnings() {}

  static List<String> of(Predictions rows, EvaluationSpec spec) {
    List<String> warnings = new ArrayList<>();
    if (spec.splitBy() == SplitBy.RANDOM && rows.millis() != null) {
      warnings.add(
          "rows have dates, but the split is random: rows of the same days are on both sides of it,"
              + " which tells better values than newer data will; split by time");
    }
    Decided decided = Decided.of(rows);
    fewRows(rows, decided).ifPresent(warnings::add);
    if (decided.isWeighted()) {
      warnings.add(
          "rows have weights: metrics, their intervals and slices heed them; DeLong's and"
              + " McNemar's tests do not");
    }
    if (areDecisions(rows)) {
      warnings.add(
          "all probabilities are 0 or 1: these are decisions, of which calibration says little;"
              + " upload the probabilities");
    } else {
      bias(rows).ifPresent(warnings::add);
    }
    return warnings;
  }

  private static Optional<String> fewRows(Predictions rows, Decided decided) {
    long[] counts = decided.counts();
    List<String> few =
        IntStream.range(0, counts.length)
            .filter(k -> counts[k] < FEW_ROWS)
            .mapToObj(k -> "%s (%d)".formatted(rows.classes().get(k), counts[k]))
            .toList();
    return few.isEmpty()
        ? Optional.empty()
        : Optional.of("fewer than %d rows are of class %s".formatted(FEW_ROWS, some(few)));
  }

  /** The first of them, and how many others there are. */
  static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), SHOWN)));
    return names.size() <= SHOWN
        ? first
        : "%s and %d others".formatted(first, names.size() - SHOWN);
  }

  private static boolean areDecisions(Predictions rows) {
    Binary headline = rows.headline(); // of more classes the top one: it is 1 where others are 0
    return IntStream.range(0, headline.size())
        .mapToDouble(headline::probability)
        .allMatch(p -> p == 0 || p == 1);
  }

  /** Whether classes happen more or less often than they were forecast, beyond chance. */
  private static Optional<String> bias(Predictions rows) {
    List<Frequency> frequencies = frequencies(rows);
    double beyond =
        NORMAL.inverseCumulativeProbability(1 - CHANCE / 2 / frequencies.size()); // Bonferroni
    List<String> biased =
        frequencies.stream().filter(f -> f.z() > beyond).map(Frequency::toString).toList();
    return biased.isEmpty()
        ? Optional.empty()
        : Optional.of("more or less happened than was forecast, beyond chance: " + some(biased));
  }

  private static List<Frequency> frequencies(Predictions rows) {
    Binary binary = rows.binary();
    if (binary != null) {
      Frequency positive = new Frequency(rows.classes().getLast());
      for (int i = 0; i < binary.size(); i++) {
        positive.add(binary.weight(i), binary.probability(i), binary.label(i) == 1);
      }
      return List.of(positive);
    }
    Multiclass multiclass = Objects.requireNonNull(rows.multiclass());
    List<Frequency> frequencies = rows.classes().stream().map(Frequency::new).toList();
    for (int i = 0; i < multiclass.size(); i++) {
      for (int k = 0; k < multiclass.classes(); k++) {
        frequencies
            .get(k)
            .add(multiclass.weight(i), multiclass.probability(i, k), multiclass.label(i) == k);
      }
    }
    return frequencies;
  }

  /** How often a class was forecast and happened. */
  private static final class Frequency {
    private final String name;
    private double rows; // Σw
    private double forecast;
    private double happened;
    private double variance; // of what happens if it happens as was forecast

    Frequency(String name) {
      this.name = name;
    }

    void add(double w, double p, boolean happens) {
      rows += w;
      forecast += w * p;
      happened += happens ? w : 0;
      variance += w * w * p * (1 - p);
    }

    double z() {
      return Math.abs(happened - forecast) / Math.sqrt(variance);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %.2f %% instead of %.2f %%",
          name,
          100 * happened / rows,
          100 * forecast / rows);
    }
  }
}
