package dev.assay.agent;

import dev.assay.params.InvalidParams;
import dev.assay.params.NearestName;
import dev.assay.params.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The params of {@link CommandRecipe}.
 *
 * @param command the program and its arguments; no shell looks at them
 * @param environment variables by name, in order
 * @param directory below the folder that commands are run in; null for that itself
 */
record CommandParams(
    List<String> command, Map<String, String> environment, @Nullable String directory) {

  private static final String SCHEMA =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "description": "Runs a program, such as a training in Python.",
       "type": "object",
       "properties": {
         "command": {
           "description": "Must be given: the program and its arguments, one by one; no shell looks at them.",
           "type": "array", "items": {"type": "string"}, "minItems": 1},
         "environment": {
           "description": "Environment variables; numbers become text.",
           "type": "object", "properties": {},
           "additionalProperties": {"type": ["string", "number", "boolean"]}},
         "directory": {
           "description": "Where it is run, below the agent's folder for commands; null for that itself.",
           "type": ["string", "null"], "default": null}},
       "required": ["command"],
       "additionalProperties": false}
      """;

  private static final Set<String> NAMES = Set.of("command", "environment", "directory");
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";

  CommandParams {
    command = List.copyOf(command);
  }

  static ObjectNode schema() {
    return (ObjectNode) new JsonMapper().readTree(SCHEMA);
  }

  /**
   * @throws InvalidParams with everything that is wrong
   */
  static CommandParams parse(ObjectNode given) {
    List<Violation> violations = new ArrayList<>();
    for (String name : given.propertyNames()) {
      if (!NAMES.contains(name)) {
        String near =
            NearestName.of(name, NAMES.stream().sorted().toList())
                .map(n -> "did you mean " + n + "?")
                .orElse("there are command, directory, environment");
        violations.add(
            new Violation(name, given.path(name).toString(), "there is no such param; " + near));
      }
    }
    List<String> command = command(given.path("command"), violations);
    Map<String, String> environment = environment(given.path("environment"), violations);
    JsonNode directory = given.path("directory");
    if (!directory.isMissingNode() && !directory.isNull() && !isText(directory)) {
      violations.add(new Violation("directory", directory.toString(), "must be a text or null"));
    }
    if (!violations.isEmpty()) {
      throw new InvalidParams(violations);
    }
    return new CommandParams(command, environment, directory.stringValue(null));
  }

  private static List<String> command(JsonNode given, List<Violation> violations) {
    if (!given.isArray() || given.isEmpty()) {
      String value = given.isMissingNode() ? "missing" : given.toString();
      violations.add(
          new Violation(
              "command", value, "must be the program and its arguments, a list of texts"));
      return List.of();
    }
    List<String> command = new ArrayList<>();
    for (JsonNode word : given) {
      if (isText(word)) {
        command.add(word.stringValue());
      } else {
        violations.add(
            new Violation(
                "command[" + command.size() + "]",
                word.toString(),
                "must be a text without the character 0"));
        command.add("");
      }
    }
    if (command.getFirst().isBlank() && violations.isEmpty()) {
      violations.add(new Violation("command[0]", "\"\"", "must be a program"));
    }
    return command;
  }

  private static Map<String, String> environment(JsonNode given, List<Violation> violations) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (given.isMissingNode()) {
      return environment;
    }
    if (!given.isObject()) {
      violations.add(
          new Violation("environment", given.toString(), "must be an object of variables"));
      return environment;
    }
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String param = "environment." + entry.getKey();
      JsonNode value = entry.getValue();
      if (!entry.getKey().matches(VARIABLE)) {
        violations.add(
            new Violation(param, value.toString(), "a variable's name has letters, digits and _"));
      } else if (CommandRecipe.isReserved(entry.getKey())) {
        violations.add(new Violation(param, value.toString(), "the agent sets this variable"));
      } else if (!isText(value) && !value.isNumber() && !value.isBoolean()) {
        violations.add(
            new Violation(param, value.toString(), "must be a text, a number, true or false"));
      } else {
        environment.put(entry.getKey(), value.asString());
      }
    }
    return environment;
  }

  private static boolean isText(JsonNode node) {
    return node.isString() && node.stringValue().indexOf('\0') < 0;
  }

  /** As it is recorded. */
  ObjectNode tree() {
    ObjectNode tree = new JsonMapper().createObjectNode();
    command.forEach(tree.putArray("command")::add);
    ObjectNode variables = tree.putObject("environment");
    SortedMap<String, String> sorted = new TreeMap<>(environment);
    sorted.forEach(variables::put);
    tree.put("directory", directory);
    return tree;
  }
}
