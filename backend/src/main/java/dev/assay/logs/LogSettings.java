package dev.assay.logs;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of a console is kept.
 *
 * @param mostBytesPerRun the log of a run, uncompressed
 * @param largestBody of a request, decompressed
 */
@ConfigurationProperties("assay.logs")
record LogSettings(
    @DefaultValue("1GB") DataSize mostBytesPerRun, @DefaultValue("8MB") DataSize largestBody) {
  LogSettings {
    if (mostBytesPerRun.toBytes() < 1) {
      throw new IllegalArgumentException(
          "assay.logs.most-bytes-per-run is " + mostBytesPerRun + "; it is at least 1B");
    }
  }
}
