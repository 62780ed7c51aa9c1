package dev.assay.exports;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is taken out and in.
 *
 * @param atOnce tables and archives that are being sent; more are answered with 429
 * @param importsAtOnce archives that are being taken in; more are answered with 429
 * @param largestArchive that is taken in, as it is sent
 * @param mostUnpacked what an archive that is taken in may hold, decompressed
 */
@ConfigurationProperties("assay.exports")
record ExportSettings(
    @DefaultValue("4") int atOnce,
    @DefaultValue("1") int importsAtOnce,
    @DefaultValue("20GB") DataSize largestArchive,
    @DefaultValue("200GB") DataSize mostUnpacked) {
  private static final int MOST_AT_ONCE = 100;

  ExportSettings {
    check("at-once", atOnce);
    check("imports-at-once", importsAtOnce);
    if (largestArchive.toBytes() < 1 || mostUnpacked.toBytes() < 1) {
      throw new IllegalArgumentException(
          "assay.exports.largest-archive is %s and most-unpacked %s; both are at least 1B"
              .formatted(largestArchive, mostUnpacked));
    }
  }

  private static void check(String name, int value) {
    if (value < 1 || value > MOST_AT_ONCE) {
      throw new IllegalArgumentException(
          "assay.exports.%s is %d; it is 1 to %d".formatted(name, value, MOST_AT_ONCE));
    }
  }
}
