package dev.assay.series;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How series are read.
 *
 * @param cachedPoints so many points are kept in memory for the next reader, at 24 bytes each
 */
@ConfigurationProperties("assay.series")
record SeriesSettings(@DefaultValue("4000000") long cachedPoints) {
  SeriesSettings {
    if (cachedPoints < 0) {
      throw new IllegalArgumentException(
          "assay.series.cached-points is " + cachedPoints + "; it is 0 or more");
    }
  }
}
