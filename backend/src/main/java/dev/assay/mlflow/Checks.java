package dev.assay.mlflow;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** MLflow's rules for what is logged, and its words when one is broken. */
final class Checks {
  static final int LONGEST_KEY = 250;
  static final int LONGEST_PARAM = 6000;
  static final int LONGEST_TAG = 8000;
  private static final int LONGEST_RUN_NAME = 250;
  private static final int MOST_METRICS = 1000;
  private static final int MOST_PARAMS_OR_TAGS = 100;
  private static final int MOST_OF_ALL = 1000;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_./: -]*");

  private Checks() {}

  /** A name must be one of a file, and of one only. */
  static String name(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          field,
          name,
          "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.),"
              + " spaces ( ), colon(:) and slashes (/).");
    }
    String resolved = resolved(name);
    if (!resolved.equals(name)
        || name.equals(".")
        || name.startsWith("..")
        || name.startsWith("/")) {
      throw invalid(
          field,
          name,
          "Names may be treated as files in certain cases, and must not resolve to other names"
              + " when treated as such. This name would resolve to '"
              + resolved
              + "'");
    }
    return name;
  }

  static Point metric(String place, Point p) {
    name(place + "name", p.key());
    if (p.timestamp() < 0) {
      throw invalid(
          place + "timestamp",
          p.timestamp(),
          "metric '%s' (value=%s). Timestamp must be a nonnegative long (64-bit integer) "
              .formatted(p.key(), p.value()));
    }
    if (p.step() < 0) {
      throw invalid(
          place + "step",
          p.step(),
          "metric '%s' (value=%s). Steps start at 0.".formatted(p.key(), p.value()));
    }
    length("Metric name", p.key(), LONGEST_KEY);
    return p;
  }

  /** Values that are too long are cut, as MLflow's server does unless it is told otherwise. */
  static KeyValue param(String place, KeyValue param) {
    name(place + "key", param.key());
    return new KeyValue(
        length("Param key", param.key(), LONGEST_KEY), cut(param.value(), LONGEST_PARAM));
  }

  /** Values that are too long are cut, as MLflow's server does unless it is told otherwise. */
  static KeyValue tag(String place, KeyValue tag) {
    name(place + "key", tag.key());
    if (tag.key().equals(MlflowTags.RUN_NAME)) {
      length(place + "value", tag.value(), LONGEST_RUN_NAME);
    }
    return new KeyValue(
        length(place + "key", tag.key(), LONGEST_KEY), cut(tag.value(), LONGEST_TAG));
  }

  static KeyValue experimentTag(KeyValue tag) {
    name("key", tag.key());
    return new KeyValue(
        length("key", tag.key(), LONGEST_KEY), length("value", tag.value(), LONGEST_TAG));
  }

  static void batch(int metrics, int params, int tags) {
    batch("metrics", metrics, MOST_METRICS);
    batch("params", params, MOST_PARAMS_OR_TAGS);
    batch("tags", tags, MOST_PARAMS_OR_TAGS);
    batch("metrics, params, and tags", metrics + params + tags, MOST_OF_ALL);
  }

  private static void batch(String what, int n, int most) {
    if (n > most) {
      throw Refusal.invalid(
          "A batch logging request can contain at most %d %s. Got %d %s. Please split up %s across multiple requests and try again."
              .formatted(most, what, n, what, what));
    }
  }

  static void distinctParams(List<KeyValue> params) {
    List<String> keys = params.stream().map(KeyValue::key).toList();
    List<String> twice =
        keys.stream().filter(k -> keys.indexOf(k) != keys.lastIndexOf(k)).distinct().toList();
    if (!twice.isEmpty()) {
      throw Refusal.invalid(
          "Duplicate parameter keys have been submitted: ['%s']. Please ensure the request contains only one param value per param key."
              .formatted(String.join("', '", twice)));
    }
  }

  static String length(String what, String text, int longest) {
    if (characters(text) > longest) {
      throw Refusal.invalid(
          "'%s' exceeds the maximum length of %d characters".formatted(what, longest));
    }
    return text;
  }

  private static String cut(String text, int longest) {
    return characters(text) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest));
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static Refusal invalid(String field, Object value, String message) {
    String shown = value instanceof String text ? "\"" + text + "\"" : value.toString();
    return Refusal.invalid(
        "Invalid value %s for parameter '%s' supplied: %s".formatted(shown, field, message));
  }

  /** What POSIX makes of a path. */
  private static String resolved(String path) {
    boolean absolute = path.startsWith("/");
    Deque<String> parts = new ArrayDeque<>();
    for (String part : Arrays.asList(path.split("/"))) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (!parts.isEmpty() && !parts.getLast().equals("..")) {
            parts.removeLast();
          } else if (!absolute) {
            parts.addLast(part);
          }
        }
        default -> parts.addLast(part);
      }
    }
    String joined = String.join("/", parts);
    return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
