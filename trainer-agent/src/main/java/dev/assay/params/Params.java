package dev.assay.params;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The params of one kind of work. They are a record whose components are annotated with {@link
 * Param} and are numbers (int, long, double), booleans, texts, enums, lists of these, or such
 * records again; what is {@code @Nullable} may be null. A record that is null by default has a
 * static {@code DEFAULTS} for what is not given when it is there. Rules about several params are in
 * records that are {@link Checked}.
 *
 * @param <T> the record
 */
public final class Params<T extends Record> {

  private final T defaults;
  private final Class<T> type;
  private final ObjectNode schema;

  private Params(T defaults, Class<T> type, ObjectNode schema) {
    this.defaults = defaults;
    this.type = type;
    this.schema = schema;
  }

  /**
   * @param defaults what params are when they are not given
   * @param description of the work, in one line
   * @throws IllegalArgumentException when the record has what params cannot have, or the defaults
   *     break its own rules
   */
  public static <T extends Record> Params<T> of(T defaults, String description) {
    @SuppressWarnings("unchecked") // the class of a T
    Class<T> type = (Class<T>) defaults.getClass();
    ObjectNode schema = SchemaWriter.write(defaults, description);
    var params = new Params<>(defaults, type, schema);
    params.parse(RecordTree.write(defaults));
    return params;
  }

  public T defaults() {
    return defaults;
  }

  /**
   * JSON schema (2020-12) of the params: an object with {@code properties}, in the record's order,
   * of which each has a {@code description}, {@code type}, {@code default} and its range ({@code
   * minimum}, {@code exclusiveMinimum}, {@code maximum}, {@code exclusiveMaximum}, {@code enum},
   * {@code minLength}, {@code minItems}). No others are allowed and none is required. What several
   * params must be together is not in it.
   */
  public ObjectNode schema() {
    return schema.deepCopy();
  }

  /** Params as JSON, all of them; constants of enums are in lower case. */
  public ObjectNode tree(T params) {
    return RecordTree.write(params);
  }

  /**
   * The defaults with what is given in their place. A whole number may stand for a real one.
   *
   * @param given may leave out anything, at any depth
   * @throws InvalidParams with everything that is wrong
   */
  public T parse(ObjectNode given) {
    List<Violation> unknown = new ArrayList<>();
    List<Violation> wrong = new ArrayList<>();
    ObjectNode tree = RecordTree.write(defaults);
    overlay(tree, given, schema, "", unknown, wrong);
    try {
      T params = RecordTree.read(tree, type);
      check(params, "", wrong);
      if (unknown.isEmpty() && wrong.isEmpty()) {
        return params;
      }
    } catch (IllegalArgumentException e) { // from a record's constructor
      if (wrong.isEmpty()) { // else it may be about a default in place of what is wrong
        wrong.add(new Violation("", "", String.valueOf(e.getMessage())));
      }
    }
    unknown.addAll(wrong);
    throw new InvalidParams(unknown);
  }

  private void overlay(
      ObjectNode tree,
      ObjectNode given,
      JsonNode level,
      String prefix,
      List<Violation> unknown,
      List<Violation> wrong) {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String name = entry.getKey();
      String path = prefix + name;
      JsonNode value = entry.getValue();
      JsonNode property = level.get("properties").get(name);
      if (property == null) {
        unknown.add(new Violation(path, value.toString(), unknown(path, level, prefix)));
        continue;
      }
      var rule = new ValueRule(property);
      if (rule.isObject() && value instanceof ObjectNode inner) {
        ObjectNode below = tree.get(name) instanceof ObjectNode o ? o : defaultsOf(property);
        tree.set(name, below);
        overlay(below, inner, property, path + ".", unknown, wrong);
      } else {
        Optional<String> refusal = rule.refuse(value);
        if (refusal.isPresent()) {
          wrong.add(new Violation(path, value.toString(), refusal.get()));
        } else {
          tree.set(name, value);
        }
      }
    }
  }

  /** The params of a record that is null by default. */
  private static ObjectNode defaultsOf(JsonNode level) {
    ObjectNode tree = RecordTree.JSON.createObjectNode();
    level
        .get("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode standard = property.getValue().get("default");
              tree.set(
                  property.getKey(), standard == null ? defaultsOf(property.getValue()) : standard);
            });
    return tree;
  }

  private String unknown(String path, JsonNode level, String prefix) {
    List<String> all = new ArrayList<>();
    collect(schema, "", all);
    return NearestName.of(path, all)
        .map(near -> "there is no such param; did you mean " + near + "?")
        .orElseGet(() -> "there is no such param; there are " + names(level, prefix));
  }

  private static String names(JsonNode level, String prefix) {
    return String.join(
        ", ", level.get("properties").propertyNames().stream().map(prefix::concat).toList());
  }

  private static void collect(JsonNode level, String prefix, List<String> names) {
    for (Map.Entry<String, JsonNode> entry : level.get("properties").properties()) {
      names.add(prefix + entry.getKey());
      if (entry.getValue().has("properties")) {
        collect(entry.getValue(), prefix + entry.getKey() + ".", names);
      }
    }
  }

  /** Inner records first. */
  private static void check(Record params, String prefix, List<Violation> violations) {
    for (RecordComponent component : params.getClass().getRecordComponents()) {
      if (RecordTree.get(component, params) instanceof Record inner) {
        check(inner, prefix + component.getName() + ".", violations);
      }
    }
    if (params instanceof Checked checked) {
      checked.check(new Findings(prefix, violations));
    }
  }
}
