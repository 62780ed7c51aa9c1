package dev.assay.models;

import dev.assay.problem.Rules;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model that is about to be made is.
 *
 * @param name null for one made from its id
 * @param run which makes it
 * @param type may be empty
 */
public record NewLoggedModel(
    ExperimentId experiment,
    @Nullable String name,
    @Nullable RunId run,
    String type,
    Map<String, String> params,
    Map<String, String> tags) {
  private static final int LONGEST = 500;

  public NewLoggedModel {
    if (name != null) {
      Rules.text("name", name, 1, LONGEST);
    }
    Rules.text("type", type, 0, LONGEST);
    params = Map.copyOf(params);
    tags = Map.copyOf(tags);
  }
}
