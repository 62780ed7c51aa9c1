package dev.assay.evaluations;

import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluation.Slices;
import java.util.List;

/**
 * Where a model is worst.
 *
 * @param by columns whose values make the slices
 * @param mean loss of all rows
 * @param slices the worst first
 */
public record SliceTable(
    List<String> by, RowLoss loss, MultipleTests correction, double mean, List<Row> slices) {
  /**
   * @param name as {@code country = NL} or {@code age in (30, 41]}
   */
  public record Row(String name, Slices.Slice slice) {}
}
