package dev.assay.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that does jobs.
 *
 * @param online whether it has been heard of within the last minute
 * @param job what it does now; null when it is free
 */
public record Agent(
    AgentId id,
    String name,
    String host,
    String version,
    List<Device> devices,
    Instant lastSeenAt,
    boolean online,
    @Nullable Job job) {}
