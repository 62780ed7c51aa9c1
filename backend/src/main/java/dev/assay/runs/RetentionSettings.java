package dev.assay.runs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long runs are kept where their experiment does not say.
 *
 * @param trash a deleted run is purged after so long, in whole days
 */
@ConfigurationProperties("assay.retention")
record RetentionSettings(@DefaultValue("30d") Duration trash) {
  RetentionSettings {
    boolean wholeDays = trash.equals(Duration.ofDays(trash.toDays()));
    if (trash.isNegative() || trash.toDays() > 36_500 || !wholeDays) {
      throw new IllegalArgumentException(
          "assay.retention.trash is " + trash + "; it is 0 to 36500 whole days");
    }
  }
}
