package dev.assay.datasets;

import dev.assay.artifacts.Sha256;
import dev.assay.team.UserId;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/** The records of this package on the wire: ids as texts, null for what is no finite number. */
final class DatasetJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(DatasetId.class, text(DatasetId::toString))
                  .addSerializer(DatasetVersionId.class, text(DatasetVersionId::toString))
                  .addSerializer(UserId.class, text(id -> id.value().toString()))
                  .addSerializer(Sha256.class, text(Sha256::hex))
                  .addSerializer(Double.class, new Finite())
                  .addSerializer(Double.TYPE, new Finite()))
          .build();

  private DatasetJson() {}

  static ObjectNode tree(Object record) {
    return (ObjectNode) MAPPER.<JsonNode>valueToTree(record);
  }

  private static <T> ValueSerializer<T> text(Function<T, String> text) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializationContext context) {
        json.writeString(text.apply(value));
      }
    };
  }

  /** JSON has no NaN. */
  private static final class Finite extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
