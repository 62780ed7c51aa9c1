package dev.assay.series;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When points move from the tail into chunks.
 *
 * @param flushPoints a run is flushed at this many points; one with many metrics at 32 for each
 * @param flushAge it is flushed when its oldest point has waited for so long
 * @param flushRows it is flushed at this many commits
 * @param compactors threads that flush, 1 to 8
 * @param backlogPoints while more points than these wait to be flushed, no more are taken in
 * @param rememberBatches a batch that is sent again within so long is not stored again
 */
@ConfigurationProperties("assay.series")
record SeriesSettings(
    @DefaultValue("20000") long flushPoints,
    @DefaultValue("5m") Duration flushAge,
    @DefaultValue("500") long flushRows,
    @DefaultValue("1") int compactors,
    @DefaultValue("4000000") long backlogPoints,
    @DefaultValue("7d") Duration rememberBatches) {
  SeriesSettings {
    atLeastOne("flush-points", flushPoints);
    atLeastOne("flush-rows", flushRows);
    atLeastOne("backlog-points", backlogPoints);
    if (!rememberBatches.isPositive()) {
      throw new IllegalArgumentException(
          "assay.series.remember-batches is " + rememberBatches + "; it is more than 0");
    }
    if (compactors < 1 || compactors > 8) {
      throw new IllegalArgumentException(
          "assay.series.compactors is " + compactors + "; it is 1 to 8");
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "assay.series.%s is %d; it is at least 1".formatted(name, value));
    }
  }
}
