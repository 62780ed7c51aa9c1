package dev.assay.ui.charts;

import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A run as charts show it.
 *
 * @param color which of the twelve colours of palette.css its lines have, 0 to 11
 * @param dash which style they have: 0 solid, 1 dashed, 2 dotted, 3 dash and dot
 * @param group what it is aggregated with when charts show groups; null when it stands alone
 * @param live whether more points are to be expected
 * @param forkStep the last step whose points it shares with the run that it was forked from; null
 *     when it was forked from none
 */
public record ChartRun(
    RunId id,
    String name,
    int color,
    int dash,
    @Nullable String group,
    boolean live,
    @Nullable Long forkStep) {
  private static final int COLORS = 12;
  private static final int DASHES = 4;

  public ChartRun {
    if (color < 0 || color >= COLORS) {
      throw new IllegalArgumentException("colour " + color + " is not one of 0 to " + (COLORS - 1));
    }
    if (dash < 0 || dash >= DASHES) {
      throw new IllegalArgumentException("dash " + dash + " is not one of 0 to " + (DASHES - 1));
    }
  }

  /** One that was forked from none. */
  public ChartRun(
      RunId id, String name, int color, int dash, @Nullable String group, boolean live) {
    this(id, name, color, dash, group, live, null);
  }

  /** A run with the colour that it has everywhere, by itself. */
  public static ChartRun of(Run run) {
    return new ChartRun(
        run.id(),
        run.name(),
        RunColor.of(run.id()),
        0,
        null,
        !run.status().hasEnded(),
        run.forkedFrom() == null ? null : run.forkStep());
  }
}
