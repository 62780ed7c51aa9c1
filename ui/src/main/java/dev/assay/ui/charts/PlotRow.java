package dev.assay.ui.charts;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as a plot sees it.
 *
 * @param color which of the {@code --run-N} of palette.css
 * @param group what it is grouped by, in words; null without grouping
 * @param values by column; a column that the run has no value of is left out. Numbers may be NaN or
 *     infinite: plots count those and say so.
 */
public record PlotRow(
    RunId id, String name, int color, @Nullable String group, Map<String, Object> values) {

  public PlotRow {
    values = Map.copyOf(values);
    if (color < 0 || color >= RunColor.COLORS) {
      throw new Problem.Invalid("color", color, "colours are 0 to " + (RunColor.COLORS - 1));
    }
    values.forEach(
        (column, value) -> {
          if (!(value instanceof Number || value instanceof String || value instanceof Boolean)) {
            throw new Problem.Invalid(
                column,
                value,
                "a value is a number, a text or true or false, not a "
                    + value.getClass().getSimpleName());
          }
        });
  }

  /** A run with the colour that it has everywhere, in no group. */
  public static PlotRow of(RunId id, String name, Map<String, Object> values) {
    return new PlotRow(id, name, RunColor.of(id), null, values);
  }
}
