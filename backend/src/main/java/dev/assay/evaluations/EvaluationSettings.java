package dev.assay.evaluations;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large evaluations may be, and how they are computed.
 *
 * @param largest file that is taken in, as it is sent
 * @param mostValues of an evaluation in memory, rows × (probabilities + groups + 3), a probability
 *     of more than two classes twice; null for what the heap has room for, {@value
 *     #BYTES_OF_A_VALUE} bytes each
 * @param resamples of the bootstrap; fewer are drawn where they would take minutes
 * @param lease how long a server that computes may be silent before another takes over
 * @param cache for rows that were looked at last
 */
@ConfigurationProperties("assay.evaluations")
record EvaluationSettings(
    @DefaultValue("100GB") DataSize largest,
    @Nullable Integer mostValues,
    @DefaultValue("1000") int resamples,
    @DefaultValue("60s") Duration lease,
    @DefaultValue("256MB") DataSize cache) {
  /** Of two classes a row is four values; with what is computed it takes 60 to 70 bytes. */
  static final int BYTES_OF_A_VALUE = 17;

  EvaluationSettings {
    require("largest", largest, largest.toBytes() >= 1, "at least 1B");
    require("most-values", mostValues, mostValues == null || mostValues >= 1, "1 or more");
    require("resamples", resamples, resamples >= 100 && resamples <= 100_000, "100 to 100000");
    require("lease", lease, lease.toSeconds() >= 5, "at least 5s");
    require("cache", cache, cache.toBytes() >= 0, "0B or more");
  }

  private static void require(String name, @Nullable Object value, boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(
          "assay.evaluations.%s is %s; it is %s".formatted(name, value, rule));
    }
  }

  int valuesInMemory() {
    long room = Runtime.getRuntime().maxMemory() / BYTES_OF_A_VALUE;
    return mostValues == null
        ? (int) Math.min(room, PredictionsReader.MOST_VALUES)
        : Math.min(mostValues, PredictionsReader.MOST_VALUES);
  }
}
