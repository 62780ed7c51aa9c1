package dev.assay.ui.charts;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a plot of runs shows. Columns are words of the search language: {@code params.lr}, {@code
 * metrics.val/loss}, {@code min(metrics.val/loss)}, {@code duration}.
 *
 * @param y the value of a bar or of the points of a box; the vertical axis of a scatter plot
 * @param x the horizontal axis of a scatter plot; what a histogram counts; the categories of boxes
 * @param color the column that colours points or lines; without it, they have the colours of runs
 * @param size the column that sizes the points of a scatter plot
 * @param axes of parallel coordinates, from left to right
 * @param bins of a histogram; null for as many as the rule of Freedman and Diaconis says
 * @param log whether a column's axis is logarithmic; without a word about a column, it is when all
 *     values are positive and the greatest is more than a thousand times the least
 */
public record PlotSpec(
    Kind kind,
    String title,
    @Nullable String x,
    @Nullable String y,
    @Nullable String color,
    @Nullable String size,
    List<String> axes,
    @Nullable Integer bins,
    Map<String, Boolean> log) {

  public static final int MOST_AXES = 30;
  public static final int MOST_BINS = 200;
  private static final int LONGEST_COLUMN = 500;
  private static final int LONGEST_TITLE = 200;

  /** The kinds of plots, each with the columns that it cannot do without. */
  public enum Kind {
    BAR("y"),
    SCATTER("x", "y"),
    HISTOGRAM("x"),
    PARALLEL("axes"),
    BOX("x", "y");

    private final List<String> needs;

    Kind(String... needs) {
      this.needs = List.of(needs);
    }

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PlotSpec {
    axes = List.copyOf(axes);
    log = Map.copyOf(log);
    if (title.length() > LONGEST_TITLE) {
      throw new Problem.Invalid(
          "title", title, "a title has at most " + LONGEST_TITLE + " characters");
    }
    for (String need : kind.needs) {
      boolean there =
          switch (need) {
            case "x" -> x != null;
            case "y" -> y != null;
            default -> !axes.isEmpty();
          };
      if (!there) {
        throw new Problem.Invalid(
            need, "", "a " + kind.word() + " plot needs " + String.join(" and ", kind.needs));
      }
    }
    checkColumn("x", x);
    checkColumn("y", y);
    checkColumn("color", color);
    checkColumn("size", size);
    axes.forEach(axis -> checkColumn("axes", axis));
    if (axes.size() > MOST_AXES) {
      throw new Problem.Invalid("axes", axes.size(), "there are at most " + MOST_AXES + " axes");
    }
    if (new HashSet<>(axes).size() < axes.size()) {
      throw new Problem.Invalid(
          "axes", axes.stream().collect(joining(", ")), "a column is an axis only once");
    }
    if (bins != null && (bins < 1 || bins > MOST_BINS)) {
      throw new Problem.Invalid("bins", bins, "a histogram has 1 to " + MOST_BINS + " bins");
    }
  }

  private static void checkColumn(String field, @Nullable String column) {
    if (column != null && (column.isBlank() || column.length() > LONGEST_COLUMN)) {
      throw new Problem.Invalid(
          field, column, "a column has 1 to " + LONGEST_COLUMN + " characters");
    }
  }

  /** One bar a run, the greatest first. */
  public static PlotSpec bar(String title, String value) {
    return new PlotSpec(Kind.BAR, title, null, value, null, null, List.of(), null, Map.of());
  }

  public static PlotSpec scatter(String title, String x, String y) {
    return new PlotSpec(Kind.SCATTER, title, x, y, null, null, List.of(), null, Map.of());
  }

  public static PlotSpec histogram(String title, String column) {
    return new PlotSpec(Kind.HISTOGRAM, title, column, null, null, null, List.of(), null, Map.of());
  }

  public static PlotSpec parallel(String title, List<String> axes) {
    return new PlotSpec(Kind.PARALLEL, title, null, null, null, null, axes, null, Map.of());
  }

  public static PlotSpec box(String title, String categories, String value) {
    return new PlotSpec(Kind.BOX, title, categories, value, null, null, List.of(), null, Map.of());
  }

  public PlotSpec coloredBy(@Nullable String column) {
    return new PlotSpec(kind, title, x, y, column, size, axes, bins, log);
  }

  public PlotSpec sizedBy(@Nullable String column) {
    return new PlotSpec(kind, title, x, y, color, column, axes, bins, log);
  }

  public PlotSpec withBins(@Nullable Integer wanted) {
    return new PlotSpec(kind, title, x, y, color, size, axes, wanted, log);
  }

  /** The same with a column's axis logarithmic or linear, whatever its values. */
  public PlotSpec withLog(String column, boolean logarithmic) {
    Map<String, Boolean> all = new TreeMap<>(log);
    all.put(column, logarithmic);
    return new PlotSpec(kind, title, x, y, color, size, axes, bins, all);
  }

  /** Every column that this plot shows, each once: what its rows need values of. */
  @JsonIgnore
  public List<String> columns() {
    List<String> all = new ArrayList<>(axes);
    Stream.of(x, y, color, size).filter(Objects::nonNull).forEach(all::add);
    return all.stream().distinct().toList();
  }
}
