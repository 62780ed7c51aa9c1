package dev.assay.jobs;

import dev.assay.jobs.Jobs.NewJob;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A job that is wanted, on the wire. */
record JobTemplate(
    @NotNull String recipe,
    @NotNull String experiment,
    @Nullable String name,
    @NotNull ObjectNode params,
    @Nullable Integer priority,
    @Nullable List<@NotNull String> labels,
    @Nullable @Valid NeedsRequest needs,
    @Nullable List<@NotNull UUID> after,
    @Nullable Integer retries,
    @Nullable Long backoffSeconds,
    @Nullable Instant notBefore) {

  record NeedsRequest(
      @Nullable Long memoryBytes, @Nullable List<@NotNull @Valid DeviceNeed> devices) {
    Needs needs() {
      SortedMap<String, Integer> counts = new TreeMap<>();
      for (DeviceNeed device : devices == null ? List.<DeviceNeed>of() : devices) {
        if (counts.put(device.type(), device.count()) != null) {
          throw new Problem.Invalid("needs.devices.type", device.type(), "a type is named once");
        }
      }
      return new Needs(memoryBytes == null ? 0 : memoryBytes, counts);
    }
  }

  record DeviceNeed(@NotNull String type, int count) {}

  NewJob job() {
    Rules.text("recipe", recipe, 1, Recipes.LONGEST_NAME);
    NewRun run = new NewRun(name, Params.of(params), Map.of());
    return new NewJob(recipe, experiment, run, terms());
  }

  private Terms terms() {
    Terms plain = Terms.PLAIN;
    return new Terms(
        priority == null ? plain.priority() : priority,
        labels == null ? plain.labels() : labels,
        needs == null ? plain.needs() : needs.needs(),
        after == null ? plain.after() : after.stream().map(JobId::new).toList(),
        retries == null ? plain.retries() : retries,
        backoffSeconds == null ? plain.backoff() : Duration.ofSeconds(backoffSeconds),
        notBefore);
  }
}
