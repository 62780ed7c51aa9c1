package dev.assay.ingest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is taken in, and how.
 *
 * @param queuedPoints points that may wait to be stored, those being stored included; more are
 *     answered with 429
 * @param commitPoints a commit takes no further batch at this many points
 * @param writers threads that store, 1 to 8; one makes the largest groups and was faster than two
 *     in every pair of measurements
 * @param largestBody of a request, decompressed
 */
@ConfigurationProperties("assay.ingest")
record IngestSettings(
    @DefaultValue("2000000") int queuedPoints,
    @DefaultValue("500000") int commitPoints,
    @DefaultValue("1") int writers,
    @DefaultValue("8MB") DataSize largestBody) {
  IngestSettings {
    atLeast("queued-points", queuedPoints, MetricBatch.MOST_POINTS);
    atLeast("commit-points", commitPoints, 1);
    atMost("commit-points", commitPoints, 900_000); // with one more batch it must fit a stored row
    atLeast("writers", writers, 1);
    atMost("writers", writers, 8);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "assay.ingest.%s is %d; it is at least %d".formatted(name, value, least));
    }
  }

  private static void atMost(String name, int value, int most) {
    if (value > most) {
      throw new IllegalArgumentException(
          "assay.ingest.%s is %d; it is at most %d".formatted(name, value, most));
    }
  }
}
