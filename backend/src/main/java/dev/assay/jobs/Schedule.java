package dev.assay.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Submits a job again and again; what it has submitted are the jobs of that schedule.
 *
 * @param cron six fields: second, minute, hour, day of month, month, day of week
 * @param zone in which the times are meant
 * @param job what is submitted, as it is submitted over the API
 * @param nextAt null when the expression has no further time
 * @param lastAt when it was last due
 * @param lastNote why nothing was submitted then; null when something was
 */
public record Schedule(
    ScheduleId id,
    String name,
    String cron,
    String zone,
    ObjectNode job,
    boolean paused,
    @Nullable Instant nextAt,
    @Nullable Instant lastAt,
    @Nullable String lastNote,
    Instant createdAt) {}
