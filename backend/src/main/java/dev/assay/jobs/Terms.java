package dev.assay.jobs;

import dev.assay.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a job is done.
 *
 * @param priority greater is sooner
 * @param labels all of them are among those of the agent that does it
 * @param after jobs that must have finished before it begins
 * @param retries how often it is done again after it failed, 0 to 100
 * @param backoff how long it rests after it failed for the first time, 0 s to 1 h; doubles each
 *     time, up to an hour
 * @param notBefore it does not begin earlier; null when it may begin at once
 */
public record Terms(
    int priority,
    List<String> labels,
    Needs needs,
    List<JobId> after,
    int retries,
    Duration backoff,
    @Nullable Instant notBefore) {
  private static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(10);
  static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  private static final int MOST_RETRIES = 100;
  private static final int MOST_AFTER = 1000;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /** At once, by any agent that knows the recipe, and once. */
  public static final Terms PLAIN =
      new Terms(0, List.of(), Needs.NOTHING, List.of(), 0, DEFAULT_BACKOFF, null);

  public Terms {
    labels = Label.require(labels);
    after = after.stream().distinct().toList();
    if (after.size() > MOST_AFTER) {
      throw new Problem.Invalid(
          "after", after.size() + " jobs", "a job waits for at most " + MOST_AFTER);
    }
    if (retries < 0 || retries > MOST_RETRIES) {
      throw new Problem.Invalid("retries", retries, "it is 0 to " + MOST_RETRIES);
    }
    if (backoff.isNegative() || backoff.compareTo(LONGEST_BACKOFF) > 0) {
      throw new Problem.Invalid(
          "backoffSeconds", backoff.toSeconds(), "it is 0 to " + LONGEST_BACKOFF.toSeconds());
    }
    if (notBefore != null && notBefore.isAfter(LATEST)) {
      throw new Problem.Invalid("notBefore", notBefore, "it is before the year 10000");
    }
  }

  public Terms withPriority(int greaterIsSooner) {
    return new Terms(greaterIsSooner, labels, needs, after, retries, backoff, notBefore);
  }

  public Terms withLabels(List<String> ofTheAgent) {
    return new Terms(priority, ofTheAgent, needs, after, retries, backoff, notBefore);
  }

  public Terms withNeeds(Needs wanted) {
    return new Terms(priority, labels, wanted, after, retries, backoff, notBefore);
  }

  public Terms withAfter(List<JobId> finished) {
    return new Terms(priority, labels, needs, finished, retries, backoff, notBefore);
  }

  public Terms withRetries(int times, Duration firstBackoff) {
    return new Terms(priority, labels, needs, after, times, firstBackoff, notBefore);
  }

  public Terms withNotBefore(@Nullable Instant earliest) {
    return new Terms(priority, labels, needs, after, retries, backoff, earliest);
  }
}
