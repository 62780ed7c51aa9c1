package dev.assay.jobs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How agents are kept.
 *
 * @param keep one that does nothing and of which nothing was heard for so long is forgotten; an
 *     hour at least
 */
@ConfigurationProperties("assay.agent")
record AgentSettings(@DefaultValue("30d") Duration keep) {
  private static final Duration SHORTEST = Duration.ofHours(1);

  AgentSettings {
    if (keep.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "assay.agent.keep is %s; must be at least %s".formatted(keep, SHORTEST));
    }
  }
}
