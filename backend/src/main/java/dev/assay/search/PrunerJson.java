package dev.assay.search;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pruners as JSON and YAML, with their defaults. */
final class PrunerJson {
  private static final List<String> TYPES = List.of("none", "median", "asha", "hyperband");

  private PrunerJson() {}

  static PrunerSpec read(JsonNode pruner, String field) {
    if (pruner.isMissingNode() || pruner.isNull() || pruner.asString("").equals("none")) {
      return new PrunerSpec.None();
    }
    Violations wrong = new Violations();
    if (!pruner.isObject()) {
      wrong.add(
          field,
          Fields.shown(pruner),
          "an object is expected, such as {type: asha, minSteps: 100, maxSteps: 10000}");
    }
    wrong.throwIfAny();
    Fields fields = new Fields(pruner, field, wrong);
    String type = Fields.shown(fields.get("type"));
    @Nullable Supplier<PrunerSpec> spec =
        switch (type) {
          case "none" -> PrunerSpec.None::new;
          case "median" -> median(fields);
          case "asha" -> asha(fields);
          case "hyperband" -> hyperband(fields);
          default -> null;
        };
    if (spec == null) {
      wrong.add(
          field + ".type",
          type,
          "it is one of %s%s".formatted(String.join(", ", TYPES), NearestName.hint(type, TYPES)));
    } else {
      fields.refuseOthers();
    }
    @Nullable PrunerSpec read = spec == null || !wrong.isEmpty() ? null : wrong.under(field, spec);
    wrong.throwIfAny();
    return Objects.requireNonNull(read);
  }

  private static Supplier<PrunerSpec> median(Fields fields) {
    long startupTrials = fields.whole("startupTrials", 5L);
    long warmupSteps = fields.whole("warmupSteps", 0L);
    long interval = fields.whole("interval", 1L);
    return () ->
        new PrunerSpec.Median(Math.clamp(startupTrials, 0, 1_000_000), warmupSteps, interval);
  }

  private static Supplier<PrunerSpec> asha(Fields fields) {
    long minSteps = fields.whole("minSteps", 1L);
    long maxSteps = fields.whole("maxSteps", null);
    long reduction = fields.whole("reduction", 4L);
    return () -> new PrunerSpec.Asha(minSteps, maxSteps, Math.clamp(reduction, 0, 1_000_000));
  }

  private static Supplier<PrunerSpec> hyperband(Fields fields) {
    long minSteps = fields.whole("minSteps", 1L);
    long maxSteps = fields.whole("maxSteps", null);
    long reduction = fields.whole("reduction", 3L);
    return () -> new PrunerSpec.Hyperband(minSteps, maxSteps, Math.clamp(reduction, 0, 1_000_000));
  }

  static ObjectNode write(PrunerSpec spec) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    return switch (spec) {
      case PrunerSpec.None() -> object.put("type", "none");
      case PrunerSpec.Median(int startupTrials, long warmupSteps, long interval) ->
          object
              .put("type", "median")
              .put("startupTrials", startupTrials)
              .put("warmupSteps", warmupSteps)
              .put("interval", interval);
      case PrunerSpec.Asha(long minSteps, long maxSteps, int reduction) ->
          halving(object.put("type", "asha"), minSteps, maxSteps, reduction);
      case PrunerSpec.Hyperband(long minSteps, long maxSteps, int reduction) ->
          halving(object.put("type", "hyperband"), minSteps, maxSteps, reduction);
    };
  }

  private static ObjectNode halving(ObjectNode to, long minSteps, long maxSteps, int reduction) {
    return to.put("minSteps", minSteps).put("maxSteps", maxSteps).put("reduction", reduction);
  }
}
