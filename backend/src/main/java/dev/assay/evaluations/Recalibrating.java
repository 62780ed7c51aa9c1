package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.Recalibration;
import dev.assay.evaluations.Recalibrated.Judged;
import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** Maps fitted to some rows, and what others are worth before and after them. */
final class Recalibrating {
  private static final long MOST_LOOKED_AT = 200_000_000;
  private static final int LEAST_RESAMPLES = 50;
  static final int RESAMPLES = 200;

  private Recalibrating() {}

  /**
   * @param before metrics of the rows as they are
   * @param maps least log-loss first
   */
  record Result(List<Score> before, List<Judged> maps) {}

  /**
   * @param resamples fewer are drawn where there are very many rows
   * @throws Problem.Invalid when both are the same rows, or no map can be fitted
   */
  static Result of(Predictions fitOn, Predictions judgeOn, int resamples) {
    refuseSame(fitOn, judgeOn);
    int drawn = Scoring.resamples(judgeOn, MOST_LOOKED_AT, LEAST_RESAMPLES, resamples);
    List<Judged> maps = maps(fitOn, judgeOn, drawn);
    if (maps.isEmpty()) {
      throw new Problem.Invalid(
          "fittedOn", "rows of one class", "a map is fitted to rows of all classes");
    }
    return new Result(scores(judgeOn, drawn), maps);
  }

  private static List<Judged> maps(Predictions fitOn, Predictions judgeOn, int resamples) {
    Binary two = judgeOn.binary();
    if (two != null) {
      return Recalibration.binary(Objects.requireNonNull(fitOn.binary()), two).stream()
          .map(Recalibration.Judged::map)
          .map(map -> judged(MapJson.write(map), judgeOn.with(map.apply(two)), resamples))
          .toList();
    }
    Multiclass many = Objects.requireNonNull(judgeOn.multiclass());
    return Recalibration.multiclass(Objects.requireNonNull(fitOn.multiclass()), many).stream()
        .map(Recalibration.Judged::map)
        .map(map -> judged(MapJson.write(map), judgeOn.with(map.apply(many)), resamples))
        .toList();
  }

  private static Judged judged(ObjectNode map, Predictions after, int resamples) {
    return new Judged(map.get("kind").asString(), map, scores(after, resamples));
  }

  private static List<Score> scores(Predictions rows, int resamples) {
    return Scoring.of(rows, resamples, () -> {});
  }

  /** The same in another order are the same, and so are those with another model's forecasts. */
  private static void refuseSame(Predictions one, Predictions other) {
    if (one.ids().areGiven() && other.ids().areGiven()) {
      int shared = shared(one, other);
      if (shared > 0) {
        throw same("%,d of the same rows".formatted(shared), ", or give other rows other ids");
      }
    } else if (areSame(one, other)) {
      throw same("the same rows", "");
    }
  }

  private static Problem.Invalid same(String rows, String orElse) {
    return new Problem.Invalid(
        "fittedOn",
        rows,
        "a map is judged on rows that it has not seen; name an evaluation of another split"
            + orElse);
  }

  /**
   * How many ids both have; 0 when the label of one of them is another there, for then ids are no
   * names but numbers of rows that begin anew in each file.
   */
  private static int shared(Predictions one, Predictions other) {
    RowIndex index = RowIndex.of(other.ids(), other.size(), (_, _) -> {});
    IntUnaryOperator label = Decided.of(one).label();
    IntUnaryOperator otherLabel = Decided.of(other).label();
    int shared = 0;
    for (int i = 0; i < one.size(); i++) {
      OptionalInt found = index.find(one.ids(), i);
      if (found.isPresent()) {
        if (label.applyAsInt(i) != otherLabel.applyAsInt(found.getAsInt())) {
          return 0;
        }
        shared++;
      }
    }
    return shared;
  }

  private static boolean areSame(Predictions one, Predictions other) {
    if (one.size() != other.size()) {
      return false;
    }
    boolean sameForecasts =
        IntStream.range(0, one.size())
            .allMatch(i -> one.probability(i, 1) == other.probability(i, 1));
    boolean sameTimes = one.millis() != null && Arrays.equals(one.millis(), other.millis());
    return haveSameLabels(one, other) && (sameForecasts || sameTimes);
  }

  private static boolean haveSameLabels(Predictions one, Predictions other) {
    IntUnaryOperator label = Decided.of(one).label();
    IntUnaryOperator otherLabel = Decided.of(other).label();
    return IntStream.range(0, one.size())
        .allMatch(i -> label.applyAsInt(i) == otherLabel.applyAsInt(i));
  }
}
