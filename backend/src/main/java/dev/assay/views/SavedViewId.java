package dev.assay.views;

/** Tells saved views apart. */
public record SavedViewId(long value) {
  /**
   * Reads what {@link #toString} has written.
   *
   * @throws NumberFormatException when it is none
   */
  public static SavedViewId of(String text) {
    return new SavedViewId(Long.parseLong(text));
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
