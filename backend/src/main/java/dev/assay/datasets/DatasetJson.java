package dev.assay.datasets;

import static dev.assay.http.RecordJson.text;

import dev.assay.artifacts.Sha256;
import dev.assay.http.RecordJson;
import dev.assay.team.UserId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The records of this package on the wire: ids as texts, null for what is no finite number. */
final class DatasetJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              RecordJson.numbers()
                  .addSerializer(DatasetId.class, text(DatasetId::toString))
                  .addSerializer(DatasetVersionId.class, text(DatasetVersionId::toString))
                  .addSerializer(UserId.class, text(id -> id.value().toString()))
                  .addSerializer(Sha256.class, text(Sha256::hex)))
          .build();

  private DatasetJson() {}

  static ObjectNode tree(Object record) {
    return (ObjectNode) MAPPER.<JsonNode>valueToTree(record);
  }
}
