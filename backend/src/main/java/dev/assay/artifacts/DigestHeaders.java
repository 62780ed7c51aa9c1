package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What digest a request says that its body has. */
final class DigestHeaders {
  private static final Pattern SHA256 = Pattern.compile("sha-256=:([A-Za-z0-9+/]{43}=):");

  private DigestHeaders() {}

  /**
   * @param hex the header X-Content-Sha256
   * @param digests the header Content-Digest (RFC 9530); other digests than SHA-256 are not looked
   *     at
   */
  static @Nullable Sha256 read(@Nullable String hex, @Nullable String digests) {
    if (hex != null) {
      return Sha256.parse("X-Content-Sha256", hex);
    }
    if (digests == null || !digests.contains("sha-256")) {
      return null;
    }
    Matcher matcher = SHA256.matcher(digests);
    if (!matcher.find()) {
      throw new Problem.Invalid(
          "Content-Digest", digests, "a SHA-256 in it is like sha-256=:BASE64:");
    }
    return Sha256.of(Base64.getDecoder().decode(matcher.group(1)));
  }
}
