package dev.assay.search;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of an object and collects what is wrong with them. A field that is wrong reads
 * as its default, so that the reading goes on.
 */
final class Fields {
  /** YAML 1.1 takes 1e-5, which has no point, for a text. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][-+]?\\d{1,4})?");

  private final JsonNode object;
  private final String path;
  private final Violations wrong;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param path of the object in the request; empty for the request itself
   */
  Fields(JsonNode object, String path, Violations wrong) {
    this.object = object;
    this.path = path;
    this.wrong = wrong;
  }

  static String within(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** How a value is shown to people. */
  static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  boolean has(String key) {
    return object.has(key);
  }

  /** The field as it is; a missing node where there is none. */
  JsonNode get(String key) {
    known.add(key);
    return object.path(key);
  }

  /** Missing and null are the same. */
  double number(String key, @Nullable Double otherwise) {
    JsonNode value = get(key);
    if (isAbsent(value) && otherwise != null) {
      return otherwise;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isString() && NUMBER.matcher(value.stringValue()).matches()) {
      return Double.parseDouble(value.stringValue());
    }
    wrong.add(within(path, key), shown(value), "a number is expected");
    return otherwise == null ? Double.NaN : otherwise;
  }

  long whole(String key, @Nullable Long otherwise) {
    int before = wrong.count();
    double number = number(key, otherwise == null ? null : (double) otherwise);
    boolean whole = number == Math.rint(number) && Math.abs(number) <= Domain.LARGEST_WHOLE;
    if (wrong.count() == before && !whole) {
      wrong.add(
          within(path, key),
          shown(object.path(key)),
          "a whole number between -2^53 and 2^53 is expected");
    }
    return whole ? (long) number : 0;
  }

  boolean flag(String key) {
    JsonNode value = get(key);
    wrong.addUnless(
        isAbsent(value) || value.isBoolean(),
        within(path, key),
        shown(value),
        "true or false is expected");
    return value.isBoolean() && value.booleanValue();
  }

  @Nullable Expression expression(String key) {
    JsonNode value = get(key);
    return isAbsent(value) ? null : expression(within(path, key), value, wrong);
  }

  static @Nullable Expression expression(String field, JsonNode value, Violations wrong) {
    if (!value.isString()) {
      wrong.add(field, shown(value), "an expression is expected, such as a < 2 * b");
      return null;
    }
    return wrong.of(() -> Expression.parse(field, value.stringValue()));
  }

  /** After all fields were asked for: the others are unknown. */
  void refuseOthers() {
    for (String key : object.propertyNames()) {
      if (!known.contains(key)) {
        wrong.add(
            within(path, key),
            shown(object.path(key)),
            "unknown key %s%s; there are %s"
                .formatted(key, NearestName.hint(key, known), String.join(", ", known)));
      }
    }
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
