package dev.assay.evaluation;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Maps fitted on one split, judged on another by a proper score: least log-loss goes first. They
 * are fitted to a million rows at most, evenly drawn; vector scaling, whose parameters take time,
 * to fewer.
 */
public final class Recalibration {
  private static final int BINS = 15;
  private static final int MOST_ROWS = 1_000_000;
  private static final int LEAST_ROWS = 20_000;

  /** Rows × second derivatives of a step of Newton's method: some seconds. */
  private static final long MOST_DERIVATIVES = 400_000_000;

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
        .flatMap(fit -> fitted(fit, fitOn.atMost(MOST_ROWS)).stream())
        .map(map -> judged(map, map.apply(judgeOn)))
        .sorted(Comparator.comparingDouble(Judged::logLossNats))
        .toList();
  }

  public static List<Judged<MulticlassMap>> multiclass(Multiclass fitOn, Multiclass judgeOn) {
    refuseSame(fitOn.p, judgeOn.p, Arrays.equals(fitOn.y, judgeOn.y));
    long derivatives = 4L * fitOn.classes * fitOn.classes;
    int rowsOfVector = (int) Math.clamp(MOST_DERIVATIVES / derivatives, LEAST_ROWS, MOST_ROWS);
    return List.<Fit<Multiclass, MulticlassMap>>of(
            rows -> Temperature.fit(rows.atMost(MOST_ROWS)),
            rows -> Vector.fit(rows.atMost(rowsOfVector)))
        .stream()
        .flatMap(fit -> fitted(fit, fitOn).stream())
        .map(map -> judged(map, map.apply(judgeOn)))
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

  private static Judged<MulticlassMap> judged(MulticlassMap map, Multiclass rows) {
    double brier = 0;
    double all = 0;
    for (int i = 0; i < rows.size(); i++) {
      brier += rows.weight(i) * rows.squares(i);
      all += rows.weight(i);
    }
    return new Judged<>(map, rows.logLoss(), brier / all);
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
