package dev.assay.runs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a run counts as lost.
 *
 * @param ttl how long a running run may be silent
 * @param quietTtl the same for runs of programs that send no heartbeats, only what they measure
 */
@ConfigurationProperties("assay.heartbeat")
record HeartbeatSettings(
    @DefaultValue("60s") Duration ttl, @DefaultValue("24h") Duration quietTtl) {}
