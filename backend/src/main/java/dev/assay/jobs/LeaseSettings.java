package dev.assay.jobs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How leases work.
 *
 * @param ttl how long a lease lasts without a heartbeat
 * @param maxAttempts how often a job is given out before it counts as failed
 * @param poll how often a server looks at the queue while it hears of nothing; a tenth as often
 *     while all is well
 */
@ConfigurationProperties("assay.lease")
record LeaseSettings(
    @DefaultValue("30s") Duration ttl,
    @DefaultValue("3") int maxAttempts,
    @DefaultValue("1s") Duration poll) {}
