package dev.assay.datasets;

import dev.assay.drift.CategoryDrift;
import dev.assay.drift.MissingShare;
import dev.assay.drift.NumericDrift;
import dev.assay.drift.Psi;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a column differs.
 *
 * @param type in the reference
 * @param basis what of its values is compared
 * @param why values are not compared, or only their lengths; null where they are
 * @param psi NaN where nothing is compared
 * @param band what is said of the PSI by convention; null where nothing is compared
 * @param p of Kolmogorov and Smirnov, or of χ²; NaN where nothing is compared
 * @param adjustedP for the number of columns (Benjamini and Hochberg 1995)
 * @param numbers null unless numbers or lengths are compared
 * @param categories null unless categories are compared
 * @param overlay both distributions
 */
public record ColumnDrift(
    String name,
    ColumnType type,
    Basis basis,
    @Nullable String why,
    MissingShare missing,
    double psi,
    Psi.@Nullable Band band,
    double p,
    double adjustedP,
    @Nullable NumericDrift numbers,
    @Nullable CategoryDrift categories,
    @Nullable Overlay overlay) {

  /** What of the values is compared. */
  public enum Basis {
    NUMBERS,
    CATEGORIES,
    /** Lengths of texts, of which there are too many to be told apart. */
    LENGTHS,
    NOTHING
  }

  /**
   * Shares of the values that are there, by the same bins.
   *
   * @param edges of numbers, one more than there are bins; none of categories
   * @param labels of categories; none of numbers. The last is empty where it stands for all others
   */
  public record Overlay(
      List<Double> edges, List<String> labels, List<Double> reference, List<Double> current) {}

  ColumnDrift adjusted(double adjusted) {
    return new ColumnDrift(
        name, type, basis, why, missing, psi, band, p, adjusted, numbers, categories, overlay);
  }
}
