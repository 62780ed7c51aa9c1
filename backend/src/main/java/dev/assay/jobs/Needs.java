package dev.assay.jobs;

import dev.assay.problem.Problem;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job needs of the agent that does it, for itself alone while it lasts.
 *
 * @param memoryBytes main memory; 0 when it does not matter
 * @param devices how many of each type
 */
public record Needs(long memoryBytes, SortedMap<String, Integer> devices) {
  public static final Needs NOTHING = new Needs(0, new TreeMap<>());
  private static final int MOST_TYPES = 10;
  private static final int MOST_DEVICES = 10_000;

  public Needs {
    if (memoryBytes < 0) {
      throw new Problem.Invalid("needs.memoryBytes", memoryBytes, "it is 0 or more");
    }
    if (devices.size() > MOST_TYPES) {
      throw new Problem.Invalid(
          "needs.devices",
          devices.size() + " types",
          "a job needs devices of at most %d types".formatted(MOST_TYPES));
    }
    devices.forEach(
        (type, count) -> {
          Label.require("needs.devices.type", type);
          if (count < 1 || count > MOST_DEVICES) {
            throw new Problem.Invalid(
                "needs.devices.count", count, "it is 1 to %d".formatted(MOST_DEVICES));
          }
        });
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
  }

  public static Needs devices(String type, int count) {
    return new Needs(0, new TreeMap<>(Map.of(type, count)));
  }
}
