package dev.assay.ui.parts;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a commit can be looked at. */
public final class CommitAddress {
  /** The forges that are known, each with what stands between a repository and a commit. */
  private static final Map<String, String> FORGES =
      Map.of(
          "github.com", "/commit/",
          "gitlab.com", "/-/commit/",
          "codeberg.org", "/commit/",
          "bitbucket.org", "/commits/");

  private static final Pattern REPOSITORY =
      Pattern.compile(
          "(?:https://(?:[^/@\\s]*@)?|ssh://git@|git@)([a-z.]+)[:/]([\\w.~/-]+?)(?:\\.git)?/?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

  private CommitAddress() {}

  /**
   * An address with https, of a forge that is known; what a run says of itself is trusted no
   * further.
   */
  public static Optional<String> of(@Nullable String repository, @Nullable String commit) {
    if (repository == null || commit == null || !COMMIT.matcher(commit).matches()) {
      return Optional.empty();
    }
    Matcher parts = REPOSITORY.matcher(repository);
    if (!parts.matches() || parts.group(2).contains("..")) {
      return Optional.empty();
    }
    String between = FORGES.get(parts.group(1));
    return between == null
        ? Optional.empty()
        : Optional.of("https://" + parts.group(1) + "/" + parts.group(2) + between + commit);
  }
}
