package dev.assay.models;

import dev.assay.problem.Rules;
import dev.assay.runs.RunId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a version that is about to be registered is.
 *
 * @param source where the model is: {@code runs:/<run>/<path>}, {@code models:/<logged model>},
 *     {@code models:/<name>/<version>} or any other URI
 * @param run null for what can be told from the source
 * @param loggedModel null for what can be told from the source
 */
public record NewVersion(
    String source,
    @Nullable RunId run,
    @Nullable LoggedModelId loggedModel,
    String runLink,
    String description,
    Map<String, String> tags) {
  private static final int LONGEST_URI = 2000;

  public NewVersion {
    Rules.text("source", source, 1, LONGEST_URI);
    Rules.text("runLink", runLink, 0, LONGEST_URI);
    Rules.text("description", description, 0, RegisteredModels.LONGEST_DESCRIPTION);
    tags = Map.copyOf(tags);
  }
}
