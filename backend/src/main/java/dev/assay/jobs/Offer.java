package dev.assay.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent can take.
 *
 * @param recipes null when it has not said: it is taken to do everything
 * @param memoryBytes main memory
 * @param devices how many of each type
 */
record Offer(
    Set<String> labels,
    @Nullable Set<String> recipes,
    long memoryBytes,
    Map<String, Integer> devices) {
  static final Offer NOTHING = new Offer(Set.of(), Set.of(), 0, Map.of());
  private static final String MAIN = "cpu"; // whose memory is the main memory

  static Offer of(List<String> labels, @Nullable Set<String> recipes, List<Device> devices) {
    Map<String, Integer> counts = new HashMap<>();
    long memory = 0;
    for (Device device : devices) {
      counts.merge(device.type(), device.count(), Integer::sum);
      memory += device.type().equals(MAIN) ? device.memoryBytes() : 0;
    }
    return new Offer(Set.copyOf(labels), recipes, memory, counts);
  }

  /** What is left of it beside a job. */
  Offer without(Needs taken) {
    Map<String, Integer> left = new HashMap<>(devices);
    taken.devices().forEach((type, count) -> left.merge(type, -count, Integer::sum));
    return new Offer(labels, recipes, memoryBytes - taken.memoryBytes(), left);
  }

  boolean knows(String recipe) {
    return recipes == null || recipes.contains(recipe);
  }

  boolean bears(Needs needs) {
    return needs.memoryBytes() <= Math.max(memoryBytes, 0)
        && needs.devices().entrySet().stream()
            .allMatch(need -> need.getValue() <= devices.getOrDefault(need.getKey(), 0));
  }

  boolean fits(Demand demand) {
    return knows(demand.recipe()) && labels.containsAll(demand.labels()) && bears(demand.needs());
  }
}
