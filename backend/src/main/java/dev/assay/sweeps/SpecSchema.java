package dev.assay.sweeps;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON schema of specifications, for editors; what it cannot say, {@link SpecReader} does. */
final class SpecSchema {
  private static final ObjectNode SCHEMA = read();

  private SpecSchema() {}

  static ObjectNode json() {
    return SCHEMA.deepCopy();
  }

  private static ObjectNode read() {
    try (InputStream in =
        Objects.requireNonNull(SpecSchema.class.getResourceAsStream("sweep.schema.json"))) {
      return (ObjectNode) JsonMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
