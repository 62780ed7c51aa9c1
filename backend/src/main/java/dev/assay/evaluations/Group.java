package dev.assay.evaluations;

import java.util.List;

/** A column by which rows are told apart. */
sealed interface Group {
  String name();

  /**
   * @param codes of each row, an index of values; −1 where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Words(String name, int[] codes, List<String> values) implements Group {}

  /**
   * @param values of each row; NaN where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Numbers(String name, double[] values) implements Group {}
}
