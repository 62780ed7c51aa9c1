package dev.assay.evaluations;

import dev.assay.evaluation.BinaryMap;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.MulticlassMap;
import dev.assay.evaluations.Recalibrated.Judged;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Maps for probabilities that somebody sends. */
final class Applying {
  private static final int MOST_ROWS = 100_000;
  private static final int SHOWN = 20;

  private Applying() {}

  static List<List<Double>> of(Recalibrated made, @Nullable String name, List<List<Double>> rows) {
    Judged chosen = chosen(made.maps(), name);
    int classes = made.classes().size();
    check(rows, classes);
    return classes == 2 ? ofTwo(chosen.map(), rows) : ofClasses(chosen.map(), rows, classes);
  }

  private static Judged chosen(List<Judged> maps, @Nullable String name) {
    return maps.stream()
        .filter(judged -> name == null || judged.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem.Invalid(
                    "map",
                    name,
                    "maps are " + String.join(", ", maps.stream().map(Judged::name).toList())));
  }

  private static void check(List<List<Double>> rows, int classes) {
    if (rows.size() > MOST_ROWS) {
      throw new Problem.Invalid(
          "probabilities", rows.size() + " rows", "%,d are mapped at once".formatted(MOST_ROWS));
    }
    List<Violation> wrong =
        IntStream.range(0, rows.size())
            .boxed()
            .flatMap(i -> wrong(rows.get(i), i, classes).stream())
            .limit(SHOWN)
            .toList();
    if (!wrong.isEmpty()) {
      Violation first = wrong.getFirst();
      throw new Problem.Invalid(
          "%s is %s: %s".formatted(first.field(), first.value(), first.rule()), wrong);
    }
  }

  private static List<Violation> wrong(List<Double> row, int i, int classes) {
    String field = "probabilities[" + i + "]";
    boolean isWhole = row.size() == classes;
    if (!isWhole && !(classes == 2 && row.size() == 1)) {
      String rule =
          classes == 2 ? "1 of the positive class, or 2" : classes + ", one of each class";
      return List.of(new Violation(field, row.size() + " numbers", rule));
    }
    double sum = 0;
    for (int k = 0; k < row.size(); k++) {
      Double p = row.get(k);
      if (p == null || !(p >= 0 && p <= 1)) {
        return List.of(
            new Violation(
                field + "[" + k + "]", String.valueOf(p), "a number from 0 to 1 is expected"));
      }
      sum += p;
    }
    return !isWhole || Math.abs(sum - 1) <= Multiclass.TOLERANCE
        ? List.of()
        : List.of(
            new Violation(
                field, "a sum of " + sum, "1 is expected, give or take " + Multiclass.TOLERANCE));
  }

  private static List<List<Double>> ofTwo(ObjectNode json, List<List<Double>> rows) {
    BinaryMap map = MapJson.binary(json);
    List<List<Double>> mapped = new ArrayList<>();
    for (List<Double> row : rows) {
      double p = map.apply(row.getLast());
      mapped.add(row.size() == 1 ? List.of(p) : List.of(1 - p, p));
    }
    return mapped;
  }

  private static List<List<Double>> ofClasses(
      ObjectNode json, List<List<Double>> rows, int classes) {
    MulticlassMap map = MapJson.multiclass(json);
    double[] p = rows.stream().flatMap(List::stream).mapToDouble(x -> x).toArray();
    double[] mapped = map.apply(p, classes);
    return IntStream.range(0, rows.size())
        .mapToObj(i -> IntStream.range(0, classes).mapToObj(k -> mapped[i * classes + k]).toList())
        .toList();
  }
}
