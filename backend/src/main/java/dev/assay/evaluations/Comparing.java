package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.BinaryMetric;
import dev.assay.evaluation.Comparison;
import dev.assay.evaluation.DeLong;
import dev.assay.evaluation.McNemar;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.MulticlassMetric;
import dev.assay.evaluations.Compared.Difference;
import dev.assay.evaluations.Compared.Example;
import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Two evaluations of the same rows. */
final class Comparing {
  private static final long SEED = 4;
  private static final long MOST_LOOKED_AT = 200_000_000;
  private static final int LEAST_RESAMPLES = 100;
  static final int RESAMPLES = 500;
  private static final int MOST_EXAMPLES = 100;
  private static final double THRESHOLD = 0.5;

  private final Predictions one;
  private final Predictions other;

  private Comparing(Predictions one, Predictions other) {
    this.one = one;
    this.other = other;
  }

  /**
   * @param resamples fewer are drawn where there are very many rows
   * @throws Problem.Invalid when they are of other classes, or not of the same rows
   */
  static Compared of(
      EvaluationId id, Predictions one, EvaluationId otherId, Predictions other, int resamples) {
    if (!one.classes().equals(other.classes())) {
      throw new Problem.Invalid(
          "with",
          "classes " + String.join(", ", other.classes()),
          "this evaluation has " + String.join(", ", one.classes()));
    }
    return new Comparing(one, Matching.inOrder(one, other)).compared(id, otherId, resamples);
  }

  private Compared compared(EvaluationId id, EvaluationId otherId, int most) {
    Binary first = one.binary();
    Binary second = other.binary();
    int resamples =
        Scoring.resamples(one, MOST_LOOKED_AT / 2, Math.min(LEAST_RESAMPLES, most), most);
    List<Difference> differences;
    McNemar mcnemar;
    DeLong.Test delong = null;
    if (first != null && second != null) {
      differences = differences(Comparison.of(first, second, resamples, SEED));
      mcnemar = McNemar.of(first, second, THRESHOLD);
      delong = DeLong.compare(first, second);
    } else {
      Multiclass classes = Objects.requireNonNull(one.multiclass());
      Multiclass otherClasses = Objects.requireNonNull(other.multiclass());
      differences = differencesOfClasses(Comparison.of(classes, otherClasses, resamples, SEED));
      mcnemar = McNemar.of(classes, otherClasses);
    }
    Changes changes = changes();
    return new Compared(
        id,
        otherId,
        one.size(),
        differences,
        delong,
        mcnemar,
        mcnemar.exactP(),
        changes.count,
        warnings(),
        changes.examples);
  }

  private List<Difference> differences(Comparison<BinaryMetric> comparison) {
    return Arrays.stream(BinaryMetric.values())
        .map(m -> difference(comparison, m, BinaryMetric::key, Labels::of))
        .toList();
  }

  private List<Difference> differencesOfClasses(Comparison<MulticlassMetric> comparison) {
    List<String> keys = Scoring.keys(one);
    return Arrays.stream(MulticlassMetric.values())
        .filter(m -> keys.contains(m.key()))
        .map(m -> difference(comparison, m, MulticlassMetric::key, Labels::of))
        .toList();
  }

  private static <M extends Enum<M>> Difference difference(
      Comparison<M> comparison, M metric, Function<M, String> key, Function<M, String> label) {
    Comparison.Difference found = comparison.difference(metric);
    return new Difference(
        key.apply(metric),
        label.apply(metric),
        comparison.one(metric),
        comparison.other(metric),
        found.interval(),
        found.p());
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (Decided.of(one).isWeighted()) {
      warnings.add(
          "rows have weights: differences of metrics heed them, DeLong's and McNemar's tests count"
              + " each row once");
    }
    if (!one.ids().areGiven() || !other.ids().areGiven()) {
      warnings.add("rows without ids are taken to be in the same order: only labels were compared");
    }
    return warnings;
  }

  private record Changes(long count, List<Example> examples) {}

  private record Shift(int row, double size) {}

  /** Shifts are those of the probability of what happened. */
  private Changes changes() {
    Decided first = Decided.of(one);
    Decided second = Decided.of(other);
    Comparator<Shift> bySize = Comparator.comparingDouble(Shift::size);
    PriorityQueue<Shift> largest = new PriorityQueue<>(bySize);
    long count = 0;
    for (int i = 0; i < one.size(); i++) {
      if (first.called().applyAsInt(i) != second.called().applyAsInt(i)) {
        count++;
        int label = first.label().applyAsInt(i);
        largest.add(
            new Shift(i, Math.abs(one.probability(i, label) - other.probability(i, label))));
        if (largest.size() > MOST_EXAMPLES) {
          largest.remove();
        }
      }
    }
    List<Example> examples =
        largest.stream()
            .sorted(bySize.reversed().thenComparingInt(Shift::row))
            .map(shift -> example(shift.row, first, second))
            .toList();
    return new Changes(count, examples);
  }

  private Example example(int row, Decided first, Decided second) {
    int called = first.called().applyAsInt(row);
    int otherCalled = second.called().applyAsInt(row);
    return new Example(
        one.ids().of(row),
        one.classes().get(first.label().applyAsInt(row)),
        one.classes().get(called),
        one.probability(row, called),
        one.classes().get(otherCalled),
        other.probability(row, otherCalled));
  }
}
