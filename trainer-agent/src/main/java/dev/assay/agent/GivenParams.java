package dev.assay.agent;

import dev.assay.params.ValueRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Params as the command line gives them: a file, and pairs that count for more. */
final class GivenParams {

  private static final JsonMapper JSON = new JsonMapper();

  /** A number without a point: YAML 1.1 takes it for text, YAML 1.2 and people do not. */
  private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+[eE][-+]?[0-9]+");

  private GivenParams() {}

  static ObjectNode none() {
    return JSON.createObjectNode();
  }

  /**
   * Reads a file, YAML if its name ends so, else JSON.
   *
   * @throws IllegalArgumentException when it does not hold an object of names and values
   */
  static ObjectNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "--params " + file + " is missing; give a JSON or YAML file");
    }
    boolean yaml = file.toString().matches("(?i).*\\.ya?ml");
    try {
      String text = Files.readString(file);
      JsonNode read = yaml ? JSON.valueToTree(yaml().load(text)) : JSON.readTree(text);
      if (read instanceof ObjectNode tree) {
        return tree;
      }
      throw new IllegalArgumentException("--params " + file + " must hold an object");
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "--params %s is no JSON: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (YAMLException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "--params %s is no YAML: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Yaml yaml() {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    var dumping = new DumperOptions();
    var resolver = new Resolver();
    resolver.addImplicitResolver(Tag.FLOAT, EXPONENT, "-+0123456789");
    return new Yaml(
        new SafeConstructor(options), new Representer(dumping), dumping, options, resolver);
  }

  /**
   * Sets a param.
   *
   * @param pair {@code model.layers=6}: a number, true, false, null, a list as JSON, or text
   * @param schema of the params: where text is wanted, {@code 12} is text
   * @throws IllegalArgumentException when it is no pair
   */
  static void set(ObjectNode tree, String pair, JsonNode schema) {
    int end = pair.indexOf('=');
    if (end < 1) {
      throw new IllegalArgumentException(
          "--set is %s; must be a param, = and a value: model.layers=6".formatted(pair));
    }
    String path = pair.substring(0, end);
    String text = pair.substring(end + 1);
    JsonNode value = value(text);
    boolean isText = ValueRule.at(schema, path).filter(rule -> rule.takesText(value)).isPresent();
    set(
        tree,
        List.of(path.split("\\.", -1)),
        isText ? JSON.getNodeFactory().stringNode(text) : value);
  }

  private static JsonNode value(String text) {
    try {
      JsonNode value = JSON.readTree(text);
      return value.isMissingNode() ? JSON.getNodeFactory().stringNode(text) : value;
    } catch (JacksonException e) {
      return JSON.getNodeFactory().stringNode(text);
    }
  }

  private static void set(ObjectNode tree, List<String> path, JsonNode value) {
    String name = path.getFirst();
    if (path.size() == 1) {
      tree.set(name, value);
    } else {
      ObjectNode inner = tree.get(name) instanceof ObjectNode there ? there : tree.putObject(name);
      set(inner, path.subList(1, path.size()), value);
    }
  }

  /** Lays params over others, at every depth. */
  static void overlay(ObjectNode tree, ObjectNode over) {
    for (Map.Entry<String, JsonNode> entry : over.properties()) {
      if (tree.get(entry.getKey()) instanceof ObjectNode inner
          && entry.getValue() instanceof ObjectNode more) {
        overlay(inner, more);
      } else {
        tree.set(entry.getKey(), entry.getValue());
      }
    }
  }
}
