package dev.assay.evaluations;

import static dev.assay.http.RecordJson.text;
import static dev.assay.http.RecordJson.write;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.Sha256;
import dev.assay.http.RecordJson;
import dev.assay.runs.RunId;
import dev.assay.team.UserId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The records of this package on the wire: ids as texts, null for what is no finite number. */
final class EvaluationJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              RecordJson.numbers()
                  .addSerializer(EvaluationId.class, text(EvaluationId::toString))
                  .addSerializer(RecalibrationId.class, text(RecalibrationId::toString))
                  .addSerializer(RunId.class, text(RunId::toString))
                  .addSerializer(UserId.class, text(id -> id.value().toString()))
                  .addSerializer(ArtifactPath.class, text(ArtifactPath::value))
                  .addSerializer(Sha256.class, text(Sha256::hex))
                  .addSerializer(double[].class, new Column()))
          .build();

  private EvaluationJson() {}

  static ObjectNode tree(Object record) {
    return (ObjectNode) MAPPER.<JsonNode>valueToTree(record);
  }

  private static final class Column extends ValueSerializer<double[]> {
    @Override
    public void serialize(double[] values, JsonGenerator json, SerializationContext context) {
      json.writeStartArray();
      for (double value : values) {
        write(value, json);
      }
      json.writeEndArray();
    }
  }
}
