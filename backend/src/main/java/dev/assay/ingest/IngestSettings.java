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
 * @param bodiesInFlight bytes of all requests that are being read or stored, decompressed; more are
 *     answered with 429
 */
@ConfigurationProperties("assay.ingest")
record IngestSettings(
    @DefaultValue("2000000") int queuedPoints,
    @DefaultValue("500000") int commitPoints,
    @DefaultValue("1") int writers,
    @DefaultValue("8MB") DataSize largestBody,
    @DefaultValue("128MB") DataSize bodiesInFlight) {
  IngestSettings {
    atLeast("queued-points", queuedPoints, MetricBatch.MOST_POINTS);
    atLeast("commit-points", commitPoints, 1);
    atMost("commit-points", commitPoints, 900_000); // with one more batch it must fit a stored row
    atLeast("writers", writers, 1);
    atMost("writers", writers, 8);
    if (bodiesInFlight.compareTo(largestBody) < 0) {
      throw new IllegalArgumentException(
          "assay.ingest.bodies-in-flight is %s; it is at least largest-body, %s"
              .formatted(bodiesInFlight, largestBody));
    }
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
