package dev.assay.runs;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run was given: a tree of named values. Objects are inner nodes; everything else (numbers,
 * strings, booleans, null, lists) is a value. A value is addressed by the names on its path, joined
 * by dots.
 */
public record Params(ObjectNode tree) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_VALUES = 10_000;
  private static final int DEEPEST = 50;
  private static final int LONGEST_NAME = 250;
  private static final int PREFIX = "params".length(); // and a dot less
  private static final int LONGEST_ADDRESS = 500;
  private static final int LEAST_PLAIN = -7;
  private static final int GREATEST_PLAIN = 20;
  private static final int LONGEST_VALUE = 6000;

  /**
   * Params as somebody gives them.
   *
   * @throws Problem.Invalid when they are too many, too deep or too long. What was kept once is
   *     never checked again: a database writes numbers in its own way, and a rule may change.
   */
  public static Params of(ObjectNode tree) {
    check(tree, "params", 1, new HashSet<>());
    return new Params(tree);
  }

  public static Params empty() {
    return new Params(JsonNodeFactory.instance.objectNode());
  }

  /** Reads a tree that was written by {@link #json()}. */
  public static Params parse(String json) {
    return new Params((ObjectNode) JSON.readTree(json));
  }

  public String json() {
    return tree.toString();
  }

  public boolean isEmpty() {
    return tree.isEmpty();
  }

  /** Every value with its dotted address, in the order of the tree. */
  public SequencedMap<String, JsonNode> values() {
    SequencedMap<String, JsonNode> values = new LinkedHashMap<>();
    collect(tree, "", values);
    return values;
  }

  /**
   * These params and the given ones together.
   *
   * @throws Problem.Conflict when a value is set already and differs: the params of a run do not
   *     change
   */
  public Params merge(Params more) {
    Map<String, JsonNode> present = values();
    more.values()
        .forEach(
            (address, value) -> {
              @Nullable JsonNode there = present.get(address);
              if (there != null && !same(there, value)) {
                throw changed(address, there, value);
              }
            });
    ObjectNode merged = tree.deepCopy();
    merge(merged, more.tree, "", present.keySet());
    return counted(merged);
  }

  /**
   * These params and others that were given one by one, under their whole addresses: {@code a.b} is
   * then a name of its own, which is no matter to whoever asks for the value at {@code a.b}.
   */
  Params with(Map<String, String> more) {
    ObjectNode all = tree.deepCopy();
    more.forEach(
        (address, value) -> {
          if (all.has(address)) { // a value would have been found before
            throw new Problem.Conflict(
                "param %s has parts, such as %s.%s, and cannot become %s: params do not change once set"
                    .formatted(
                        address,
                        address,
                        all.get(address).propertyNames().iterator().next(),
                        value));
          }
          all.put(address, value);
        });
    return counted(all);
  }

  /**
   * A value as text: a string as it is, a number as short as it can be written, so that it reads
   * the same before and after the database has kept it, anything else as in JSON.
   */
  public static String text(JsonNode value) {
    if (value.isNumber()) {
      return text(value.decimalValue());
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static String text(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    return exponent < LEAST_PLAIN || exponent > GREATEST_PLAIN
        ? shortest.toString()
        : shortest.toPlainString();
  }

  /** What is kept is not checked again, but there may be too much of it. */
  private static Params counted(ObjectNode tree) {
    Params all = new Params(tree);
    checkNumber(all.values().size());
    return all;
  }

  private static void checkNumber(int values) {
    if (values > MOST_VALUES) {
      throw new Problem.Invalid(
          "params", "over " + MOST_VALUES, "a run has at most " + MOST_VALUES + " params");
    }
  }

  /**
   * @param present addresses that have their value already, perhaps in another part of the tree
   */
  private static void merge(ObjectNode into, ObjectNode from, String path, Set<String> present) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      String address = path + entry.getKey();
      @Nullable JsonNode there = into.get(entry.getKey());
      if (entry.getValue() instanceof ObjectNode more && !more.isEmpty()) {
        if (there == null) {
          there = into.putObject(entry.getKey());
        }
        if (!(there instanceof ObjectNode inner)) {
          throw changed(address, there, more);
        }
        merge(inner, more, address + ".", present);
        if (inner.isEmpty()) {
          into.remove(entry.getKey());
        }
      } else if (there == null) {
        if (!present.contains(address)) {
          into.set(entry.getKey(), entry.getValue());
        }
      } else if (!same(there, entry.getValue())) {
        throw changed(address, there, entry.getValue());
      }
    }
  }

  private static Problem changed(String address, JsonNode is, JsonNode wanted) {
    return new Problem.Conflict(
        "param %s is %s and cannot become %s: params do not change once set"
            .formatted(address, is, wanted));
  }

  /** 1 and 1.0 are the same number, and 1 and "1" the same value: some clients send only texts. */
  private static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    return text(a).equals(text(b));
  }

  private static void collect(ObjectNode node, String path, Map<String, JsonNode> values) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
        collect(inner, path + entry.getKey() + ".", values);
      } else {
        values.put(path + entry.getKey(), entry.getValue());
      }
    }
  }

  private static void check(JsonNode node, String path, int depth, Set<String> values) {
    if (depth > DEEPEST) {
      throw new Problem.Invalid(
          path, "nested " + depth + " deep", "params nest at most " + DEEPEST + " deep");
    }
    List<Map.Entry<String, JsonNode>> children = new ArrayList<>(node.properties());
    for (Map.Entry<String, JsonNode> child : children) {
      String name = child.getKey();
      Rules.text(path + "." + name, name, 1, LONGEST_NAME);
      if (path.length() + name.length() - PREFIX > LONGEST_ADDRESS) {
        throw new Problem.Invalid(
            path + "." + name,
            name,
            "the whole address of a param has at most " + LONGEST_ADDRESS + " characters");
      }
      if (child.getValue().isObject()) {
        check(child.getValue(), path + "." + name, depth + 1, values);
        continue;
      }
      if (!values.add(path + "." + name)) {
        throw new Problem.Invalid(
            path + "." + name, child.getValue(), "there are two values with this address");
      }
      checkNumber(values.size());
      if (child.getValue().isNumber() && !Double.isFinite(child.getValue().doubleValue())) {
        throw new Problem.Invalid(path + "." + name, child.getValue(), "a number is finite");
      }
      String text = text(child.getValue());
      if (text.indexOf('\0') >= 0 || text.contains("\\u0000")) {
        throw new Problem.Invalid(
            path + "." + name, text, "it must not contain the character U+0000");
      }
      if (text.length() > LONGEST_VALUE) {
        throw new Problem.Invalid(
            path + "." + name,
            text,
            "values of params have at most " + LONGEST_VALUE + " characters");
      }
    }
  }
}
