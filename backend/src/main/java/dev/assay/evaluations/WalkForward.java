package dev.assay.evaluations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows split by time again and again: a map fitted to the earlier rows, judged on the later ones.
 *
 * @param map which: platt, of more than two classes temperature
 */
public record WalkForward(String map, List<Fold> folds) {
  /**
   * @param raw log-loss of the later rows as they are, nats
   * @param recalibrated the same after the map; NaN where none could be fitted
   * @param problem why there is nothing; null when there is
   */
  public record Fold(
      Instant trainFrom,
      Instant trainUntil,
      long trainRows,
      Instant testFrom,
      Instant testUntil,
      long testRows,
      double raw,
      double recalibrated,
      double rawEce,
      double recalibratedEce,
      @Nullable String problem) {}
}
