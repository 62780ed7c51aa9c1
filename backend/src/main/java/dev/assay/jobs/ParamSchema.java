package dev.assay.jobs;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema (2020-12) of params. It comes from an agent, so it is not trusted: {@link
 * #violationsOfSchema} tells what it must not be made of.
 */
final class ParamSchema {
  /** A message may be as long as the schema; nobody reads more of them. */
  private static final int MOST_TOLD = 100;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build())
                  .schemaCacheEnabled(false)); // no schema of an agent stays for those of others

  private static final Schema DIALECT =
      REGISTRY.getSchema(SchemaLocation.of(SchemaKeywords.DIALECT));

  private final Schema schema;

  /**
   * @param schema one without {@link #violationsOfSchema}
   */
  ParamSchema(ObjectNode schema) {
    this.schema = REGISTRY.getSchema(schema.deepCopy().remove(SchemaKeywords.COSTS));
  }

  /** What makes a schema none of params. */
  static List<Violation> violationsOfSchema(String field, ObjectNode schema) {
    List<Violation> keywords = SchemaKeywords.violations(field, schema);
    return keywords.isEmpty() // else not even this is known to take no time
        ? told(field, schema, DIALECT.validate(schema))
        : keywords.subList(0, Math.min(keywords.size(), MOST_TOLD));
  }

  /**
   * What is wrong with params, the first hundred.
   *
   * @param field what the params are called in the request
   */
  List<Violation> violations(String field, ObjectNode params) {
    return told(field, params, schema.validate(params));
  }

  private static List<Violation> told(String field, ObjectNode root, List<Error> errors) {
    return errors.stream()
        .limit(MOST_TOLD)
        .map(error -> violation(field, root, error))
        .distinct()
        .toList();
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
