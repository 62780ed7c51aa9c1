package dev.assay.query;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is looked at in each thing.
 *
 * @param key its name, without quotes
 * @param function what of a metric is meant
 * @param at where it begins in the text, from 0
 */
public record Operand(Kind kind, String key, Function function, int at) {
  /** What a name belongs to; the first word before the dot, or none for an attribute. */
  public enum Kind {
    ATTRIBUTE("attributes"),
    METRIC("metrics"),
    PARAM("params"),
    TAG("tags"),
    DATASET("datasets");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** What of a metric's values is meant. */
  public enum Function {
    LAST,
    MIN,
    MAX,
    MEAN
  }

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@-]+");

  /** Something that nobody has written: of a metric, its last value. */
  public static Operand of(Kind kind, String key) {
    return new Operand(kind, key, Function.LAST, 0);
  }

  /**
   * Reads an operand that stands alone, such as {@code min(metrics.loss)}.
   *
   * @throws dev.assay.problem.Problem.Invalid pointing at the character that is wrong
   */
  public static Operand parse(Source source) {
    return Order.parse(source).operand();
  }

  /** So that it reads as the same; names with unusual characters stand in quotes. */
  public String inWords() {
    String quoted = PLAIN.matcher(key).matches() ? key : "`" + key.replace("`", "``") + "`";
    return ofFunction(kind == Kind.ATTRIBUTE ? quoted : kind + "." + quoted);
  }

  /** As it would be written. */
  @Override
  public String toString() {
    return ofFunction(kind + "." + key);
  }

  private String ofFunction(String name) {
    return function == Function.LAST
        ? name
        : function.name().toLowerCase(Locale.ROOT) + "(" + name + ")";
  }
}
