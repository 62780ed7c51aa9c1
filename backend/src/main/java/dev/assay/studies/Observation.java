package dev.assay.studies;

import dev.assay.runs.RunId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run or an imported row, as a study sees it.
 *
 * @param key the id of a run, or {@code #12} of the twelfth imported row
 * @param run null of an imported row
 * @param label the name of the run, or what stands in the row
 * @param params null where there is none, as for the others
 * @param flops of the column, or else 6 N D
 * @param seconds how long the run took; null where that is not known
 * @param hyperparameters those of the study's that it has, by their word
 * @param leftOut why it does not count; null when it does
 * @param byHand whether somebody has left it out
 */
public record Observation(
    String key,
    @Nullable RunId run,
    String label,
    @Nullable Double params,
    @Nullable Double tokens,
    @Nullable Double flops,
    @Nullable Double lossNats,
    @Nullable Double uniqueTokens,
    @Nullable Double seconds,
    Map<String, Double> hyperparameters,
    @Nullable String leftOut,
    boolean byHand) {
  public Observation {
    hyperparameters = Map.copyOf(hyperparameters);
  }

  public boolean counts() {
    return leftOut == null;
  }

  Observation without(String reason, boolean hand) {
    return new Observation(
        key,
        run,
        label,
        params,
        tokens,
        flops,
        lossNats,
        uniqueTokens,
        seconds,
        hyperparameters,
        reason,
        hand);
  }
}
