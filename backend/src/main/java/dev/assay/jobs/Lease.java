package dev.assay.jobs;

import java.time.Instant;

/** The right to do a job until it expires; a heartbeat extends it. */
public record Lease(LeaseId id, Instant expiresAt, Job job) {}
