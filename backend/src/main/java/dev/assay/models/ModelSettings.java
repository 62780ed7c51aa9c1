package dev.assay.models;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long deleted models are kept.
 *
 * @param trash a deleted logged model is purged after so long
 */
@ConfigurationProperties("assay.models")
record ModelSettings(@DefaultValue("30d") Duration trash) {
  ModelSettings {
    if (trash.isNegative()) {
      throw new IllegalArgumentException("assay.models.trash is " + trash + "; it is not negative");
    }
  }
}
