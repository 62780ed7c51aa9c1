package dev.assay.query;

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

  /** As it would be written. */
  @Override
  public String toString() {
    String name = kind + "." + key;
    return function == Function.LAST
        ? name
        : function.name().toLowerCase(java.util.Locale.ROOT) + "(" + name + ")";
  }
}
