package dev.assay.runs;

import dev.assay.problem.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Data that runs are given.
 *
 * @param digest of its content: data with another digest is another dataset
 * @param sourceType how to understand the source: {@code local}, {@code s3}, {@code huggingface}
 * @param source where it is
 * @param schema its columns, as JSON
 * @param profile numbers of rows and the like, as JSON
 */
public record Dataset(
    String name,
    String digest,
    String sourceType,
    String source,
    @Nullable String schema,
    @Nullable String profile) {
  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_DIGEST = 100;
  private static final int LONGEST_SOURCE = 65_535;
  private static final int LONGEST_SCHEMA = 1_048_575;
  private static final int LONGEST_PROFILE = 16_777_215;

  public Dataset {
    Rules.text("dataset.name", name, 1, LONGEST_NAME);
    Rules.text("dataset.digest", digest, 1, LONGEST_DIGEST);
    Rules.text("dataset.sourceType", sourceType, 0, LONGEST_NAME);
    Rules.text("dataset.source", source, 0, LONGEST_SOURCE);
    if (schema != null) {
      Rules.text("dataset.schema", schema, 0, LONGEST_SCHEMA);
    }
    if (profile != null) {
      Rules.text("dataset.profile", profile, 0, LONGEST_PROFILE);
    }
  }
}
