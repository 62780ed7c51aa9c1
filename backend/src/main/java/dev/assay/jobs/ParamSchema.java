package dev.assay.jobs;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema (2020-12) of params. It comes from an agent, so it is not trusted: it refers to
 * nothing outside itself, and its patterns take linear time.
 */
final class ParamSchema {
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .regularExpressionFactory(
              pattern -> {
                Pattern compiled = Pattern.compile(pattern);
                return text -> compiled.matcher(text).find();
              })
          .build();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          // a schema that is kept would be there for all others that call themselves the same
          registry -> registry.schemaRegistryConfig(CONFIG).schemaCacheEnabled(false));

  /** A schema that nothing can be checked against; the message says why. */
  static final class Unsound extends Exception {
    private static final long serialVersionUID = 1;

    Unsound(Throwable cause) {
      super(
          cause.getMessage() == null ? "it refers to itself for ever" : cause.getMessage(), cause);
    }
  }

  private final Schema schema;

  private ParamSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * @throws Unsound when it refers to what is not in it, or in a circle, or has a pattern that is
   *     none
   */
  static ParamSchema of(ObjectNode schema) throws Unsound {
    try {
      var made = new ParamSchema(REGISTRY.getSchema(schema));
      made.schema.validate(JsonNodeFactory.instance.objectNode());
      return made;
    } catch (SchemaException | PatternSyntaxException | StackOverflowError e) {
      throw new Unsound(e);
    }
  }

  /** What makes a schema none. */
  static List<Violation> violationsOfSchema(String field, ObjectNode schema) {
    String metaSchema = SpecificationVersion.DRAFT_2020_12.getDialectId();
    return REGISTRY.getSchema(SchemaLocation.of(metaSchema)).validate(schema).stream()
        .map(error -> violation(field, schema, error))
        .distinct()
        .toList();
  }

  /**
   * All that is wrong with params.
   *
   * @param field what the params are called in the request
   */
  List<Violation> violations(String field, ObjectNode params) throws Unsound {
    try {
      return schema.validate(params).stream()
          .map(error -> violation(field, params, error))
          .distinct()
          .toList();
    } catch (SchemaException | PatternSyntaxException | StackOverflowError e) {
      throw new Unsound(e);
    }
  }

  private static Violation violation(String field, ObjectNode root, Error error) {
    List<String> names = new ArrayList<>();
    names.add(field);
    JsonNode at = root;
    NodePath path = error.getInstanceLocation();
    for (int i = 0; i < path.getNameCount(); i++) {
      Object name = path.getElement(i);
      names.add(String.valueOf(name));
      at = name instanceof Integer index ? at.path(index) : at.path(String.valueOf(name));
    }
    @Nullable String property = error.getProperty();
    if (property != null) { // one that is missing there, or should not be there
      names.add(property);
      at = at.path(property);
    }
    return new Violation(String.join(".", names), text(at), error.getMessage());
  }

  private static String text(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    return value.isString() ? value.asString() : value.toString();
  }
}
