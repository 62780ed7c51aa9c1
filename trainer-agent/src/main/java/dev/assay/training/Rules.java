package dev.assay.training;

/** Refuses values out of range. */
final class Rules {

  private Rules() {}

  /**
   * @throws IllegalArgumentException naming field, value and rule, unless it holds
   */
  static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + "; must be " + rule);
    }
  }
}
