package dev.assay.ui.charts;

import dev.assay.runs.RunId;

/**
 * Which of the twelve colours of palette.css a run has: always the same one, wherever it is shown.
 */
public final class RunColor {
  public static final int COLORS = 12;

  private RunColor() {}

  public static int of(RunId run) {
    // the end of a version 7 UUID is random, its beginning is the time
    return (int) Long.remainderUnsigned(run.value().getLeastSignificantBits(), COLORS);
  }

  /** For styles. */
  public static String css(RunId run) {
    return "var(--run-" + of(run) + ")";
  }
}
