package dev.assay.ui.datasets;

import dev.assay.datasets.ColumnDrift;
import dev.assay.datasets.ColumnDrift.Basis;
import dev.assay.datasets.ColumnDrift.Overlay;
import dev.assay.datasets.ColumnProfile;
import dev.assay.datasets.ColumnProfile.Category;
import dev.assay.datasets.ColumnProfile.Trend;
import dev.assay.datasets.ColumnType;
import dev.assay.datasets.Histogram;
import dev.assay.datasets.NumberProfile;
import dev.assay.datasets.Profile;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Band;
import dev.assay.ui.charts.Figure.Bars;
import dev.assay.ui.charts.Figure.Below;
import dev.assay.ui.charts.Figure.Column;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Scale;
import dev.assay.ui.charts.Figure.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is drawn of a column. */
final class ColumnFigures {
  private static final double HALF_BAR = 0.4;
  private static final String NOTHING = "There is nothing in this column.";

  private ColumnFigures() {}

  /** Values and how many rows have them. */
  static Content distribution(ColumnProfile column, int sampled) {
    @Nullable NumberProfile numbers = column.numbers();
    String title = "Distribution of " + column.name();
    if (numbers == null) {
      return top(title, column);
    }
    Histogram histogram = numbers.histogram();
    As as = column.type() == ColumnType.TIME ? As.TIME : As.PLAIN;
    String rows = numbers.count() > sampled ? "Rows of the sample" : "Rows";
    return new Content(
        title,
        new Scale(column.name(), false, as),
        Scale.from(rows, As.COUNT, 0),
        NOTHING,
        histogram.edges().isEmpty() ? List.of() : List.of(bars(rows, histogram)));
  }

  private static Bars bars(String name, Histogram histogram) {
    List<Double> edges = histogram.edges();
    return new Bars(
        name,
        "accent",
        edges.subList(0, edges.size() - 1),
        edges.subList(1, edges.size()),
        histogram.counts().stream().map(Long::doubleValue).toList(),
        null,
        Map.of());
  }

  private static Content top(String title, ColumnProfile column) {
    List<Category> top = column.top();
    List<String> names = top.stream().map(Category::value).toList();
    List<Double> rows = top.stream().map(c -> (double) c.rows()).toList();
    return new Content(
        title,
        Scale.named(column.name(), names),
        Scale.from("Rows", As.COUNT, 0),
        NOTHING,
        top.isEmpty()
            ? List.of()
            : List.of(
                new Bars(
                    "Rows",
                    "accent",
                    places(names.size(), -HALF_BAR),
                    places(names.size(), HALF_BAR),
                    rows,
                    names,
                    Map.of())));
  }

  private static List<Double> places(int count, double beside) {
    List<Double> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(i + beside);
    }
    return places;
  }

  /** Its mean by time, and under it how many rows there were, and how many had none. */
  static Content trend(ColumnProfile column, Profile.Times times, Trend trend) {
    List<Double> starts = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    List<Double> middles = new ArrayList<>();
    List<Double> missing = new ArrayList<>();
    for (int i = 0; i < times.starts().size(); i++) {
      double start = times.starts().get(i).toEpochMilli();
      double width = times.widthSeconds() * 1e3;
      starts.add(start);
      ends.add(start + width);
      middles.add(start + width / 2);
      missing.add(trend.missing().get(i) / (double) times.rows().get(i));
    }
    List<Double> rows = times.rows().stream().map(Long::doubleValue).toList();
    boolean hasMean = column.type() == ColumnType.NUMBER || column.type() == ColumnType.BOOLEAN;
    String mean = column.type() == ColumnType.BOOLEAN ? "Share of true" : "Mean";
    Law line =
        hasMean
            ? new Law(mean, "accent", Dash.SOLID, false, middles, trend.mean(), null, null)
            : new Law("Missing", "warning", Dash.SOLID, false, middles, missing, null, null);
    As as = column.type() == ColumnType.NUMBER ? As.PLAIN : As.PERCENT;
    Bars below =
        new Bars(
            "Rows",
            "text-soft",
            starts,
            ends,
            rows,
            null,
            Map.of("missing", new Column(As.PERCENT, missing)));
    return new Content(
        column.name() + " by time",
        new Scale("Time (UTC)", false, As.TIME),
        hasMean ? new Scale(mean, false, as) : Scale.from("Missing", as, 0),
        NOTHING,
        List.of(line),
        new Below(Scale.from("Rows", As.COUNT, 0), List.of(below)));
  }

  /** Both sides by the same bins. */
  static Content overlay(ColumnDrift column, String reference, String current) {
    @Nullable Overlay overlay = column.overlay();
    String title =
        (column.basis() == Basis.LENGTHS ? "Lengths of " : "Distributions of ") + column.name();
    if (overlay == null) {
      return new Content(
          title,
          new Scale(column.name(), false, As.PLAIN),
          Scale.from("Share", As.PERCENT, 0),
          "Nothing is compared.",
          List.of());
    }
    return overlay.labels().isEmpty()
        ? histograms(title, column, overlay, reference, current)
        : categories(title, column, overlay, reference, current);
  }

  /** The reference as bars, what is compared as a line of steps over them. */
  private static Content histograms(
      String title, ColumnDrift column, Overlay overlay, String reference, String current) {
    List<Double> edges = overlay.edges();
    List<Double> stairs = new ArrayList<>(overlay.current());
    stairs.add(overlay.current().getLast());
    List<Series> series =
        List.of(
            new Bars(
                reference,
                "line-strong",
                edges.subList(0, edges.size() - 1),
                edges.subList(1, edges.size()),
                overlay.reference(),
                null,
                Map.of(current, new Column(As.PERCENT, overlay.current()))),
            new Band(current, "accent", stepped(edges), zeros(edges), doubled(overlay.current())),
            new Law(current, "accent", Dash.SOLID, false, true, edges, stairs, null, null));
    return new Content(
        title,
        new Scale(column.basis() == Basis.LENGTHS ? "Characters" : column.name(), false, As.PLAIN),
        Scale.from("Share of values", As.PERCENT, 0),
        "Nothing is compared.",
        series);
  }

  /** Each edge within twice, as steps go. */
  private static List<Double> stepped(List<Double> edges) {
    List<Double> twice = new ArrayList<>();
    for (int i = 0; i + 1 < edges.size(); i++) {
      twice.add(edges.get(i));
      twice.add(edges.get(i + 1));
    }
    return twice;
  }

  private static List<Double> doubled(List<Double> values) {
    return values.stream().flatMap(v -> Stream.of(v, v)).toList();
  }

  private static List<Double> zeros(List<Double> edges) {
    return stepped(edges).stream().map(_ -> 0.0).toList();
  }

  private static Content categories(
      String title, ColumnDrift column, Overlay overlay, String reference, String current) {
    List<String> names =
        overlay.labels().stream().map(label -> label.isEmpty() ? "(others)" : label).toList();
    int count = names.size();
    List<Series> series =
        List.of(
            new Bars(
                reference,
                "line-strong",
                places(count, -HALF_BAR),
                places(count, 0),
                overlay.reference(),
                names,
                Map.of()),
            new Bars(
                current,
                "accent",
                places(count, 0),
                places(count, HALF_BAR),
                overlay.current(),
                names,
                Map.of()));
    return new Content(
        title,
        Scale.named(column.name(), names),
        Scale.from("Share of values", As.PERCENT, 0),
        "Nothing is compared.",
        series);
  }
}
