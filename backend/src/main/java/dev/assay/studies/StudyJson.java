package dev.assay.studies;

import static dev.assay.http.RecordJson.text;

import dev.assay.http.RecordJson;
import dev.assay.runs.RunId;
import dev.assay.search.Configuration;
import dev.assay.sweeps.SweepId;
import dev.assay.team.UserId;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The records of this package on the wire: ids as texts, specifications in the form in which they
 * are read, and null for what is no finite number.
 */
final class StudyJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              RecordJson.numbers()
                  .addSerializer(StudyId.class, text(StudyId::toString))
                  .addSerializer(RunId.class, text(RunId::toString))
                  .addSerializer(SweepId.class, text(SweepId::toString))
                  .addSerializer(UserId.class, text(id -> id.value().toString()))
                  .addSerializer(StudySpec.class, tree(SpecJson::write))
                  .addSerializer(Configuration.class, tree(Configuration::values)))
          .build();

  private StudyJson() {}

  static ObjectNode tree(Object record) {
    return (ObjectNode) MAPPER.<JsonNode>valueToTree(record);
  }

  private static <T> ValueSerializer<T> tree(Function<T, Object> tree) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializationContext context) {
        json.writePOJO(tree.apply(value));
      }
    };
  }
}
