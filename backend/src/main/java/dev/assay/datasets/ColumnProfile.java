package dev.assay.datasets;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a column looks like.
 *
 * @param missing rows without a value; NaN counts as none
 * @param notFinite infinite numbers, which are in nothing below
 * @param distinct different values
 * @param moreDistinct whether there are more than these, which were not counted
 * @param numbers of numbers, and of times in ms since 1970; null of others
 * @param top the most frequent texts, of those that were met among the first {@code distinct}
 * @param lengths of texts in characters; null of others
 * @param trend null without times
 */
public record ColumnProfile(
    String name,
    ColumnType type,
    long missing,
    long notFinite,
    int distinct,
    boolean moreDistinct,
    @Nullable NumberProfile numbers,
    List<Category> top,
    @Nullable NumberProfile lengths,
    @Nullable Trend trend) {

  /** A value, cut where it is long, and how many rows have it. */
  public record Category(String value, long rows) {}

  /**
   * By the spans of {@link Profile.Times}.
   *
   * @param mean of numbers; of booleans the share of true; NaN where there is none, as of texts
   */
  public record Trend(List<Long> missing, List<Double> mean) {}
}
