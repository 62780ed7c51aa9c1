package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an artifact stands below its root: names with {@code /} between them; empty is the top. It
 * means the same on every file system that it may be downloaded to, whether or not somebody decodes
 * it on the way.
 *
 * @param value at most 1000 bytes of UTF-8, a name at most 255; none is empty, {@code .} or {@code
 *     ..}; no backslash and no control character
 */
public record ArtifactPath(String value) {
  private static final int MOST_BYTES = 1000;
  private static final int MOST_BYTES_OF_NAME = 255;
  private static final int DECODED_AT_MOST = 4;
  private static final Pattern DRIVE = Pattern.compile("^\\p{Alpha}:.*", Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("%\\p{XDigit}{2}");

  public static final ArtifactPath TOP = new ArtifactPath(""); // it is checked like any other

  /**
   * @throws Problem.Invalid when it is none
   */
  public ArtifactPath {
    check(value, value);
    String plain = value;
    for (int i = 0; i < DECODED_AT_MOST && ESCAPE.matcher(plain).find(); i++) {
      plain = decoded(plain);
      check(plain, value);
    }
  }

  /** The path that a request names; none is the top. */
  public static ArtifactPath ofOptional(@Nullable String value) {
    return value == null ? TOP : new ArtifactPath(value);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign that is only that
    }
  }

  private static void check(String path, String given) {
    if (path.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw invalid(given, "it has at most " + MOST_BYTES + " bytes of UTF-8");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw invalid(given, "it is valid Unicode");
    }
    if (path.isEmpty()) {
      return;
    }
    if (path.startsWith("/") || DRIVE.matcher(path).matches()) {
      throw invalid(given, "it is relative");
    }
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
      throw invalid(given, "it has no backslash and no control character");
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw invalid(given, "none of the names between its slashes is empty, . or ..");
      }
      if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES_OF_NAME) {
        throw invalid(given, "a name has at most " + MOST_BYTES_OF_NAME + " bytes of UTF-8");
      }
    }
  }

  private static Problem.Invalid invalid(String given, String rule) {
    return new Problem.Invalid("path", given.replace('\0', '\uFFFD'), rule);
  }

  public boolean isTop() {
    return value.isEmpty();
  }

  /** The last name; empty for the top. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** The folder that it is in; the top's is the top. */
  public ArtifactPath parent() {
    return isTop()
        ? TOP
        : new ArtifactPath(value.substring(0, Math.max(0, value.lastIndexOf('/'))));
  }

  /** What is below it by that relative path. */
  public ArtifactPath child(String relative) {
    return isTop() ? new ArtifactPath(relative) : new ArtifactPath(value + "/" + relative);
  }

  /** The folders above it, without the top. */
  List<String> folders() {
    List<String> folders = new ArrayList<>();
    for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
      folders.add(value.substring(0, slash));
    }
    return folders;
  }

  /**
   * This, if an artifact can have it.
   *
   * @throws Problem.Invalid when it is the top
   */
  ArtifactPath ofFile() {
    if (isTop()) {
      throw new Problem.Invalid("path", "", "an artifact has a name");
    }
    return this;
  }

  @Override
  public String toString() {
    return value;
  }
}
