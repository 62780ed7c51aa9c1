package dev.assay.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Why jobs that are queued are not done.
 *
 * @param paused whether the whole queue rests
 * @param offers of the agents that are online and take work
 */
record Waits(boolean paused, List<Offer> offers, Instant now) {

  /** Empty when it only waits for its turn. */
  Optional<String> why(Demand demand, List<JobId> after, @Nullable Instant notBefore) {
    if (paused) {
      return Optional.of("queue is paused");
    }
    if (!after.isEmpty()) {
      return Optional.of("waits for job " + after.getFirst() + others(after.size() - 1));
    }
    if (notBefore != null && notBefore.isAfter(now)) {
      return Optional.of("not before " + notBefore);
    }
    return missing(demand);
  }

  private static String others(int more) {
    return more == 0 ? "" : " and %d more".formatted(more);
  }

  /** What no agent has, or no agent has together with the rest. */
  Optional<String> missing(Demand demand) {
    if (offers.stream().anyMatch(offer -> offer.fits(demand))) {
      return Optional.empty();
    }
    if (offers.isEmpty()) {
      return Optional.of("no agent takes work");
    }
    if (none(offer -> offer.knows(demand.recipe()))) {
      return Optional.of("no agent has recipe " + demand.recipe());
    }
    for (String label : demand.labels()) {
      if (none(offer -> offer.labels().contains(label))) {
        return Optional.of("no agent has label " + label);
      }
    }
    for (var need : demand.needs().devices().entrySet()) {
      if (none(offer -> need.getValue() <= offer.devices().getOrDefault(need.getKey(), 0))) {
        return Optional.of("no agent has %d %s".formatted(need.getValue(), need.getKey()));
      }
    }
    if (none(offer -> demand.needs().memoryBytes() <= offer.memoryBytes())) {
      return Optional.of("no agent has %d bytes of memory".formatted(demand.needs().memoryBytes()));
    }
    return Optional.of("no agent has all that it asks for at once");
  }

  private boolean none(Predicate<Offer> which) {
    return offers.stream().noneMatch(which);
  }
}
