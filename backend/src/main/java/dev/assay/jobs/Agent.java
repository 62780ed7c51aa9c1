package dev.assay.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that does jobs.
 *
 * @param slots how many jobs it does at a time
 * @param skew by how much its clock was ahead of the server's when it registered; null when it did
 *     not say. Nothing depends on it
 * @param mode whether it takes work
 * @param online whether it has been heard of within the last minute, or has a job
 * @param jobs what it does now, the first hundred
 */
public record Agent(
    AgentId id,
    String name,
    String host,
    String version,
    List<Device> devices,
    List<String> labels,
    int slots,
    @Nullable Duration skew,
    Mode mode,
    Instant lastSeenAt,
    boolean online,
    List<Job> jobs) {

  /** What is wanted of an agent. */
  public enum Mode {
    WORK,
    /** It ends what it does and begins nothing. */
    DRAIN,
    /** It hands back what it does, and ends. */
    STOP
  }

  /** The first of what it does; null when it is free. */
  public @Nullable Job job() {
    return jobs.isEmpty() ? null : jobs.getFirst();
  }
}
