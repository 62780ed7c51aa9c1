package dev.assay.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Spaces as JSON and YAML; the form is documented in {@code docs/sweeps.md}. */
final class SpaceJson {
  private static final List<String> TYPES = List.of("uniform", "loguniform", "int", "choice");

  private SpaceJson() {}

  /** What is wrong with one part keeps nobody from looking at the others. */
  private static final Domain ANYTHING = new Domain.Constant(JsonNodeFactory.instance.nullNode());

  private static final Expression NOTHING = Expression.parse("true");

  static Space read(JsonNode object, String path) {
    Violations wrong = new Violations();
    List<Parameter> parameters = parameters(object.path("space"), path, wrong);
    List<Expression> constraints = constraints(object.path("constraints"), path, wrong);
    @Nullable Space space =
        parameters.isEmpty() ? null : wrong.under(path, () -> new Space(parameters, constraints));
    if (space != null && wrong.isEmpty()) {
      Contradiction.of(space)
          .ifPresent(
              why ->
                  wrong.add(
                      Fields.within(path, "constraints"),
                      object.path("constraints").toString(),
                      why));
    }
    wrong.throwIfAny();
    return Objects.requireNonNull(space);
  }

  private static List<Parameter> parameters(JsonNode space, String path, Violations wrong) {
    String field = Fields.within(path, "space");
    List<Parameter> parameters = new ArrayList<>();
    if (!space.isObject() || space.isEmpty()) {
      wrong.add(
          field,
          space.isObject() ? "empty" : Fields.shown(space),
          "parameters are expected by their names, such as lr: {type: loguniform, low: 1e-5, high:"
              + " 0.1}");
      return parameters;
    }
    space.forEachEntry(
        (name, value) -> {
          @Nullable Parameter parameter = parameter(name, value, field, wrong);
          if (parameter != null) {
            parameters.add(parameter);
          }
        });
    return parameters;
  }

  private static @Nullable Parameter parameter(
      String name, JsonNode value, String space, Violations wrong) {
    String field = Fields.within(space, name);
    if (!value.isObject()) {
      wrong.add(
          field,
          Fields.shown(value),
          "an object is expected, such as {type: uniform, low: 0, high: 1} or {value: 7}");
      return null;
    }
    Fields fields = new Fields(value, field, wrong);
    int before = wrong.count();
    @Nullable Expression when = fields.expression("when");
    @Nullable Domain domain = domain(fields, field, wrong, before);
    return wrong.under(
        space, () -> new Parameter(name, Objects.requireNonNullElse(domain, ANYTHING), when));
  }

  private static @Nullable Domain domain(
      Fields fields, String field, Violations wrong, int before) {
    JsonNode type = fields.get("type");
    if (type.isMissingNode() && fields.has("value")) {
      Domain constant = new Domain.Constant(fields.get("value"));
      fields.refuseOthers();
      return constant;
    }
    String named = type.isString() ? type.stringValue() : "";
    @Nullable Supplier<Domain> domain =
        switch (named) {
          case "uniform" -> uniform(fields);
          case "loguniform" -> logUniform(fields);
          case "int" -> whole(fields);
          case "choice" -> choice(fields, field, wrong);
          default -> null;
        };
    if (domain == null) {
      wrong.add(
          Fields.within(field, "type"),
          Fields.shown(type),
          "it is one of %s%s".formatted(String.join(", ", TYPES), NearestName.hint(named, TYPES)));
      return null;
    }
    fields.refuseOthers();
    return wrong.count() == before ? wrong.under(field, domain) : null;
  }

  private static Supplier<Domain> uniform(Fields fields) {
    double low = fields.number("low", null);
    double high = fields.number("high", null);
    double step = fields.number("step", 0.0);
    return () -> new Domain.Uniform(low, high, step);
  }

  private static Supplier<Domain> logUniform(Fields fields) {
    double low = fields.number("low", null);
    double high = fields.number("high", null);
    return () -> new Domain.LogUniform(low, high);
  }

  private static Supplier<Domain> whole(Fields fields) {
    long low = fields.whole("low", null);
    long high = fields.whole("high", null);
    long step = fields.whole("step", 1L);
    boolean log = fields.flag("log");
    return () -> new Domain.Int(low, high, log, step);
  }

  private static Supplier<Domain> choice(Fields fields, String field, Violations wrong) {
    JsonNode values = fields.get("values");
    if (!values.isArray()) {
      wrong.add(Fields.within(field, "values"), Fields.shown(values), "a list is expected");
    }
    return () -> new Domain.Choice(values.valueStream().toList());
  }

  private static List<Expression> constraints(JsonNode list, String path, Violations wrong) {
    String field = Fields.within(path, "constraints");
    List<Expression> constraints = new ArrayList<>();
    if (!list.isArray()) {
      wrong.addUnless(
          list.isMissingNode() || list.isNull(),
          field,
          Fields.shown(list),
          "a list of expressions is expected");
      return constraints;
    }
    for (int i = 0; i < list.size(); i++) {
      constraints.add(
          Objects.requireNonNullElse(
              Fields.expression("%s[%d]".formatted(field, i), list.get(i), wrong), NOTHING));
    }
    return constraints;
  }

  static ObjectNode write(Space space) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode parameters = object.putObject("space");
    for (Parameter parameter : space.parameters()) {
      ObjectNode written = write(parameter.domain());
      if (parameter.when() != null) {
        written.put("when", parameter.when().text());
      }
      parameters.set(parameter.name(), written);
    }
    if (!space.constraints().isEmpty()) {
      ArrayNode constraints = object.putArray("constraints");
      space.constraints().forEach(constraint -> constraints.add(constraint.text()));
    }
    return object;
  }

  static ObjectNode write(Domain domain) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    switch (domain) {
      case Domain.Uniform(double low, double high, double step) -> {
        object.put("type", "uniform").put("low", low).put("high", high);
        if (step != 0) {
          object.put("step", step);
        }
      }
      case Domain.LogUniform(double low, double high) ->
          object.put("type", "loguniform").put("low", low).put("high", high);
      case Domain.Int(long low, long high, boolean log, long step) -> {
        object.put("type", "int").put("low", low).put("high", high);
        if (log) {
          object.put("log", true);
        }
        if (step != 1) {
          object.put("step", step);
        }
      }
      case Domain.Choice(List<JsonNode> values) ->
          object.put("type", "choice").putArray("values").addAll(values);
      case Domain.Constant(JsonNode value) -> object.set("value", value);
    }
    return object;
  }
}
