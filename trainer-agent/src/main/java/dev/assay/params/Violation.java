package dev.assay.params;

/**
 * What is wrong with a param.
 *
 * @param param with those it is in: {@code model.layers}; empty when the rule is about several
 * @param value as JSON, shortened when long; empty when the rule is about several
 * @param rule {@code must be at least 1}, or a whole sentence when it is about several
 */
public record Violation(String param, String value, String rule) {

  private static final int LONGEST_VALUE = 80;

  public Violation {
    if (value.length() > LONGEST_VALUE) {
      value = value.substring(0, LONGEST_VALUE - 1) + "…";
    }
  }

  @Override
  public String toString() {
    return param.isEmpty() ? rule : "%s is %s; %s".formatted(param, value, rule);
  }
}
