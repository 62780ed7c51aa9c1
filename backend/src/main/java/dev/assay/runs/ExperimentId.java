package dev.assay.runs;

/** Short enough for an address: {@code /experiments/3}. */
public record ExperimentId(long value) {
  public static ExperimentId of(String text) {
    return new ExperimentId(Long.parseLong(text));
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
