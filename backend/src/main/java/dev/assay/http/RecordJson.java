package dev.assay.http;

import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * How features write their records on the wire: ids as texts, null for what is no finite number.
 */
public final class RecordJson {
  private RecordJson() {}

  /** Numbers; a feature adds its ids to it. */
  public static SimpleModule numbers() {
    return new SimpleModule()
        .addSerializer(Double.class, new Finite())
        .addSerializer(Double.TYPE, new Finite());
  }

  /**
   * @param text a value as it stands in JSON
   */
  public static <T> ValueSerializer<T> text(Function<T, String> text) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializationContext context) {
        json.writeString(text.apply(value));
      }
    };
  }

  /** JSON has no NaN. */
  public static void write(double value, JsonGenerator json) {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  private static final class Finite extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      write(value, json);
    }
  }
}
