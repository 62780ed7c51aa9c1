package dev.assay.sweeps;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.problem.Rules;
import dev.assay.search.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of an object one by one. What is wrong is collected, and something else is given
 * in its place, so that the reading goes on to what else is wrong.
 */
public final class Fields {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d_]*\\.?\\d*([eE][-+]?\\d+)?");

  private final ObjectNode object;
  private final String path;
  private final List<Violation> wrong;
  private final Set<String> known = new LinkedHashSet<>();

  private Fields(ObjectNode object, String path, List<Violation> wrong) {
    this.object = object;
    this.path = path;
    this.wrong = wrong;
  }

  public static Fields of(ObjectNode object, List<Violation> wrong) {
    return new Fields(object, "", wrong);
  }

  /** The same of an object that is a part of this one. */
  public Fields inner(String name, ObjectNode inside) {
    return new Fields(inside, at(name) + ".", wrong);
  }

  public String at(String name) {
    return path + name;
  }

  public boolean has(String name) {
    return !value(name).isNull();
  }

  /** NULL where there is none. */
  public JsonNode value(String name) {
    known.add(name);
    @Nullable JsonNode value = object.get(name);
    return value == null ? JsonNodeFactory.instance.nullNode() : value;
  }

  public void add(String name, @Nullable Object value, String rule) {
    wrong.add(new Violation(at(name), String.valueOf(value), rule));
  }

  /** What a part comes to, or null where it is refused: its violations stand under a name. */
  public <T> @Nullable T part(String under, Supplier<T> part) {
    try {
      return part.get();
    } catch (Problem.Invalid refused) {
      for (Violation v : refused.violations()) {
        wrong.add(new Violation(under + v.field(), v.value(), v.rule()));
      }
      return null;
    }
  }

  public @Nullable String text(String name, int longest) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      add(name, value, "it is a text");
      return null;
    }
    return part("", () -> Rules.text(at(name), value.stringValue(), 1, longest));
  }

  public String requiredText(String name, int longest) {
    if (!has(name)) {
      add(name, "missing", "it is given");
    }
    String text = text(name, longest);
    return text == null ? "?" : text;
  }

  public int whole(String name, int least, int most, int otherwise) {
    return (int) whole(name, (long) least, most, otherwise);
  }

  public long whole(String name, long least, long most, long otherwise) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return otherwise;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!value.canConvertToExactIntegral() || !(number >= least && number <= most)) {
      add(name, shown(value), "it is a whole number from %d to %d".formatted(least, most));
      return otherwise;
    }
    return value.longValue();
  }

  @Nullable Integer wholeOrNull(String name, int least, int most) {
    return has(name) ? (Integer) whole(name, least, most, least) : null;
  }

  /** A finite number; NaN where none is given or it is wrong. */
  public double number(String name) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return Double.NaN;
    }
    double number =
        value.isNumber()
            ? value.doubleValue()
            : value.isString() && NUMBER.matcher(value.stringValue()).matches()
                ? parsed(value.stringValue())
                : Double.NaN;
    if (!Double.isFinite(number)) {
      add(name, shown(value), "it is a finite number");
      return Double.NaN;
    }
    return number;
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text.replace("_", ""));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  public boolean flag(String name) {
    JsonNode value = value(name);
    if (!value.isNull() && !value.isBoolean()) {
      add(name, shown(value), "it is true or false");
    }
    return value.isBoolean() && value.booleanValue();
  }

  /** One of an enum's constants, in any case; {@code cma-es} and {@code CMA_ES} are the same. */
  <E extends Enum<E>> E oneOf(String name, E[] all, E otherwise) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return otherwise;
    }
    String written = value.isString() ? value.stringValue() : value.toString();
    String wanted = written.toUpperCase(Locale.ROOT).replace('-', '_');
    for (E one : all) {
      if (one.name().equals(wanted)) {
        return one;
      }
    }
    unknownWord(name, written, Arrays.stream(all).map(Fields::word).toList());
    return otherwise;
  }

  void unknownWord(String name, String written, List<String> words) {
    add(
        name,
        written,
        "it is one of " + String.join(", ", words) + NearestName.hint(written, words));
  }

  /** {@code CMA_ES} as it is written: {@code cma-es}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The items of a list; one that stands alone counts as a list of it. */
  public List<JsonNode> items(String name, int most) {
    JsonNode value = value(name);
    List<JsonNode> items = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(items::add);
    } else if (!value.isNull()) {
      items.add(value);
    }
    if (items.size() > most) {
      add(name, items.size() + " items", "there are at most " + most);
      return List.of();
    }
    return items;
  }

  public @Nullable ObjectNode object(String name) {
    JsonNode value = value(name);
    if (value instanceof ObjectNode inside) {
      return inside;
    }
    if (!value.isNull()) {
      add(name, shown(value), "it is a mapping of names to values");
    }
    return null;
  }

  /** To be called when all fields were asked for: whatever else stands there is a mistake. */
  public void refuseUnknown() {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        String hint = NearestName.hint(name, known);
        add(
            name,
            shown(object.path(name)),
            hint.isEmpty()
                ? "there is no such key; known are " + String.join(", ", known)
                : "there is no such key" + hint);
      }
    }
  }

  static String shown(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }
}
