package dev.assay.models;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered model as the REST API shows it.
 *
 * @param newestVersion the greatest number; null without versions
 */
record ModelView(
    String name,
    String description,
    Map<String, String> tags,
    Map<String, Integer> aliases,
    @Nullable Integer newestVersion,
    Instant createdAt,
    Instant updatedAt) {
  static ModelView of(RegisteredModel m, @Nullable Integer newestVersion) {
    return new ModelView(
        m.name(),
        m.description(),
        m.tags(),
        m.aliases(),
        newestVersion,
        m.createdAt(),
        m.updatedAt());
  }
}
