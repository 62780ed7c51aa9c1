package dev.assay.studies;

/**
 * Where a number of a run stands.
 *
 * @param word of the search language: {@code params.x}, {@code tags.x}, {@code metrics.x} (its last
 *     value) or {@code min(metrics.x)}
 * @param times what the number is multiplied with: 1e6 where millions are logged
 */
public record Column(String word, double times) {
  /** Of a number that is logged in units of one. */
  public static Column of(String word) {
    return new Column(word, 1);
  }
}
