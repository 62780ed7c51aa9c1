package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of content before it comes.
 *
 * @param mediaType null for one that follows from the name
 * @param bytes how many there will be; null when that is not known
 * @param sha256 what the digest will be; null when that is not known
 * @param step of the run, from 0; null when it is of none
 */
public record NewArtifact(
    @Nullable String mediaType,
    @Nullable Long bytes,
    @Nullable Sha256 sha256,
    @Nullable Long step) {
  public static final NewArtifact UNKNOWN = new NewArtifact(null, null, null, null);

  private static final int LONGEST_MEDIA_TYPE = 200;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w.+!#$&^-]+/[\\w.+!#$&^-]+(\\s*;[ -~]*)?");

  public NewArtifact {
    if (mediaType != null
        && (mediaType.length() > LONGEST_MEDIA_TYPE || !MEDIA_TYPE.matcher(mediaType).matches())) {
      throw new Problem.Invalid("mediaType", mediaType, "a media type is like text/plain");
    }
    if (bytes != null && bytes < 0) {
      throw new Problem.Invalid("bytes", bytes, "it is 0 or more");
    }
    if (step != null && step < 0) {
      throw new Problem.Invalid("step", step, "steps start at 0");
    }
  }
}
