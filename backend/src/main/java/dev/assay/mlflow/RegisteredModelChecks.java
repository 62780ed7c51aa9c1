package dev.assay.mlflow;

import dev.assay.models.RegisteredModels;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** MLflow's rules for what is registered, and its words when one is broken. */
final class RegisteredModelChecks {
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_VALUE = 100_000;
  private static final int LONGEST_ALIAS = 255;
  private static final Pattern ALIAS = Pattern.compile("[\\p{L}\\p{N}_-]*");
  private static final Pattern LIKE_A_NUMBER = Pattern.compile("[vV]\\d+");
  private static final String PROMPT = "mlflow.prompt.is_prompt";

  private RegisteredModelChecks() {}

  /** The name of a registered model. */
  static String name(Fields request) {
    return name(request.required("name"));
  }

  static String name(String name) {
    if (name.isBlank()) {
      throw Refusal.invalid("Missing value for required parameter 'name'.");
    }
    if (name.contains("/") || name.contains(":")) {
      throw Refusal.invalid(
          "Invalid model name '%s'. Names cannot contain '/' or ':'.".formatted(name));
    }
    if (name.equals(".") || name.equals("..")) {
      throw Refusal.invalid(
          "Invalid value \"%s\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '%1$s'"
              .formatted(name));
    }
    return Checks.length("name", name, RegisteredModels.LONGEST_NAME);
  }

  /** The number of a version. */
  static int version(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw Refusal.invalid("Parameter 'version' must be an integer, got '%s'.".formatted(text));
    }
  }

  static int version(Fields request) {
    return version(request.required("version"));
  }

  static KeyValue tag(String key, String value) {
    Checks.name("key", key);
    return new KeyValue(
        Checks.length("key", key, LONGEST_KEY), Checks.length("value", value, LONGEST_VALUE));
  }

  /** The tags in a request; of a key that is there twice the last. */
  static Map<String, String> tags(Fields request) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Fields tag : request.list("tags")) {
      KeyValue checked = tag(tag.text("key", ""), tag.text("value", ""));
      tags.put(checked.key(), checked.value());
    }
    return tags;
  }

  /** An alias that is asked for. */
  static String alias(Fields request) {
    String alias = request.required("alias");
    if (!ALIAS.matcher(alias).matches()) {
      throw Refusal.invalid(
          "Invalid alias name: '%s'. Names may only contain alphanumerics, underscores (_), and dashes (-)."
              .formatted(alias));
    }
    return Checks.length("Registered model alias name", alias, LONGEST_ALIAS);
  }

  /** An alias that is to be set. */
  static String newAlias(Fields request) {
    String alias = alias(request);
    if (isLatest(alias)) {
      throw Refusal.invalid("'latest' alias name (case insensitive) is reserved.");
    }
    if (LIKE_A_NUMBER.matcher(alias).matches()) {
      throw Refusal.invalid("Version alias name '%s' is reserved.".formatted(alias));
    }
    return alias;
  }

  static boolean isLatest(String alias) {
    return alias.toLowerCase(Locale.ROOT).equals("latest");
  }

  /** MLflow keeps prompts as models with this tag. */
  static boolean arePrompts(Map<String, String> tags) {
    return tags.getOrDefault(PROMPT, "").equalsIgnoreCase("true");
  }
}
