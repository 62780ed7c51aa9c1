package dev.assay.models;

import dev.assay.runs.RunId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells sources by how they are written. */
final class SourceReader {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern RUN =
      Pattern.compile("runs:/(?<run>[0-9a-fA-F-]+)(/(?<path>.*))?", Pattern.DOTALL);
  private static final Pattern PROXIED =
      Pattern.compile(
          "mlflow-artifacts:(//[^/]*)?/+\\d+/(models/(?<model>[^/]+)|(?<run>[0-9a-fA-F-]+))/artifacts(/(?<path>.*))?",
          Pattern.DOTALL);
  private static final Pattern LOGGED_MODEL = Pattern.compile("models:/(?<model>[^/@]+)");
  private static final Pattern ALIAS = Pattern.compile("models:/(?<name>[^/]+)@(?<alias>[^/@]+)");
  private static final Pattern REGISTERED =
      Pattern.compile("models:/(?<name>[^/]+)/(?<suffix>[^/]+)");

  private SourceReader() {}

  static ModelSource read(String source) {
    Matcher m = RUN.matcher(source);
    if (m.matches()) {
      return ofRun(m.group("run"), m.group("path"));
    }
    m = PROXIED.matcher(source);
    if (m.matches()) {
      String path = m.group("path");
      return m.group("model") == null
          ? ofRun(m.group("run"), path)
          : ofLoggedModel(m.group("model"), path);
    }
    m = REGISTERED.matcher(source);
    if (m.matches()) {
      return ofRegistered(decoded(m.group("name")), decoded(m.group("suffix")));
    }
    m = ALIAS.matcher(source);
    if (m.matches()) {
      return new ModelSource.OfAlias(decoded(m.group("name")), decoded(m.group("alias")));
    }
    m = LOGGED_MODEL.matcher(source);
    return m.matches() ? ofLoggedModel(m.group("model"), null) : new ModelSource.Elsewhere();
  }

  private static ModelSource ofRun(String run, @Nullable String path) {
    String digits = run.replace("-", "");
    return HEX.matcher(digits).matches()
        ? new ModelSource.OfRun(
            new RunId(
                new UUID(
                    Long.parseUnsignedLong(digits, 0, 16, 16),
                    Long.parseUnsignedLong(digits, 16, 32, 16))),
            folder(path))
        : new ModelSource.Elsewhere();
  }

  private static ModelSource ofLoggedModel(String model, @Nullable String path) {
    try {
      return new ModelSource.OfLoggedModel(LoggedModelId.of(model), folder(path));
    } catch (IllegalArgumentException e) {
      return new ModelSource.Elsewhere();
    }
  }

  private static ModelSource ofRegistered(String name, String suffix) {
    if (NUMBER.matcher(suffix).matches()) {
      return new ModelSource.OfVersion(name, Integer.parseInt(suffix));
    }
    if (suffix.equalsIgnoreCase("latest")) {
      return new ModelSource.OfNewest(name, null);
    }
    Optional<Stage> stage = Stage.find(suffix);
    return stage.isPresent()
        ? new ModelSource.OfNewest(name, stage.get())
        : new ModelSource.Elsewhere();
  }

  private static String folder(@Nullable String path) {
    return decoded(path).replaceAll("/+$", "");
  }

  private static String decoded(@Nullable String text) {
    if (text == null) {
      return "";
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign that is only that
    }
  }
}
