package dev.assay.evaluation;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Maps fitted on one split, judged on another by a proper score: least log-loss goes first. */
public final class Recalibration {
  private static final int BINS = 15;

  /**
   * A map with its scores on rows that it was not fitted to.
   *
   * @param logLossNats mean
   */
  public record Judged<M>(M map, double logLossNats, double brier) {}

  private Recalibration() {}

  /** All maps that can be fitted; those that cannot (one class only) are left out. */
  public static List<Judged<BinaryMap>> binary(Binary fitOn, Binary judgeOn) {
    refuseSame(fitOn.p, judgeOn.p, Arrays.equals(fitOn.y, judgeOn.y));
    return List.<Fit<Binary, BinaryMap>>of(
            Temperature::fit,
            Platt::fit,
            Beta::fit,
            Isotonic::fit,
            rows -> Histogram.fit(rows, BINS))
        .stream()
        .flatMap(fit -> fitted(fit, fitOn).stream())
        .map(map -> judged(map, map.apply(judgeOn)))
        .sorted(Comparator.comparingDouble(Judged::logLossNats))
        .toList();
  }

  public static List<Judged<MulticlassMap>> multiclass(Multiclass fitOn, Multiclass judgeOn) {
    refuseSame(fitOn.p, judgeOn.p, Arrays.equals(fitOn.y, judgeOn.y));
    return List.<Fit<Multiclass, MulticlassMap>>of(Temperature::fit, Vector::fit).stream()
        .flatMap(fit -> fitted(fit, fitOn).stream())
        .map(
            map -> {
              MulticlassScores scores = MulticlassScores.of(map.apply(judgeOn));
              return new Judged<>(
                  map, scores.get(MulticlassMetric.LOG_LOSS), scores.get(MulticlassMetric.BRIER));
            })
        .sorted(Comparator.comparingDouble(Judged::logLossNats))
        .toList();
  }

  private interface Fit<R, M> {
    M to(R rows);
  }

  private static <R, M> List<M> fitted(Fit<R, M> fit, R rows) {
    try {
      return List.of(fit.to(rows));
    } catch (Problem.Invalid e) {
      return List.of();
    }
  }

  private static Judged<BinaryMap> judged(BinaryMap map, Binary rows) {
    Tally tally = Tally.of(Ranked.of(rows, SmoothEce.LEAST_CELLS));
    return new Judged<>(map, tally.logLoss(), tally.brier());
  }

  private static void refuseSame(double[] one, double[] two, boolean labels) {
    if (labels && Arrays.equals(one, two)) {
      throw new Problem.Invalid(
          "split",
          "the one that was fitted on",
          "a map is judged on rows that it has not seen; name another split");
    }
  }
}
