package dev.assay.ui.models;

import dev.assay.models.RegisteredModel;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A registered model in the list.
 *
 * @param newest the greatest number of a version; null without versions
 */
record ModelRow(RegisteredModel model, @Nullable Integer newest) {
  String aliases() {
    return model.aliases().entrySet().stream()
        .map(e -> e.getKey() + " → " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
