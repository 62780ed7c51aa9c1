package dev.assay.ui.evaluations;

import dev.assay.evaluations.Score;
import dev.assay.evaluations.Windows;
import dev.assay.evaluations.Windows.Window;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Column;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Points;
import dev.assay.ui.charts.Figure.Scale;
import dev.assay.ui.charts.Figure.Series;
import dev.assay.ui.charts.Figure.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A metric by window of time, and which windows were well calibrated. */
final class WindowFigure {
  /** What is known of the calibration of a window. */
  enum Verdict {
    WELL("well calibrated", "good", Shape.DOT),
    NOT_WELL("not well calibrated", "bad", Shape.CROSS),
    TOO_FEW("too few rows to say", "text-soft", Shape.HOLLOW);

    private final String label;
    private final String color;
    private final Shape shape;

    Verdict(String label, String color, Shape shape) {
      this.label = label;
      this.color = color;
      this.shape = shape;
    }

    String label() {
      return label;
    }

    static Verdict of(Window window) {
      return window.isWellCalibrated() == null
          ? TOO_FEW
          : window.isWellCalibrated() ? WELL : NOT_WELL;
    }
  }

  private WindowFigure() {}

  /**
   * @param label of the metric, the first one of the windows
   */
  static Content of(Windows windows, String label) {
    List<Window> all = windows.windows();
    List<Double> middles = all.stream().map(WindowFigure::middle).toList();
    List<Series> series = new ArrayList<>();
    series.add(
        new Law(
            label + ", 95 % interval",
            "accent",
            Dash.SOLID,
            false,
            middles,
            values(all, s -> s.interval().estimate()),
            values(all, s -> s.interval().low()),
            values(all, s -> s.interval().high())));
    for (Verdict verdict : Verdict.values()) {
      List<Window> of =
          all.stream().filter(w -> !w.scores().isEmpty() && Verdict.of(w) == verdict).toList();
      if (!of.isEmpty()) {
        series.add(points(verdict, of));
      }
    }
    return new Content(
        label + " by window of " + Lengths.text(windows.length()),
        new Scale("time, UTC", false, As.TIME),
        new Scale(label, false, As.PLAIN),
        "No window has rows",
        series);
  }

  private static Points points(Verdict verdict, List<Window> of) {
    return new Points(
        verdict.label,
        verdict.color,
        verdict.shape,
        of.stream().map(WindowFigure::middle).toList(),
        values(of, s -> s.interval().estimate()),
        of.stream().map(WindowFigure::name).toList(),
        null,
        null,
        null,
        Map.of("rows", new Column(As.PLAIN, of.stream().map(w -> (double) w.rows()).toList())));
  }

  static String name(Window window) {
    return Words.time(window.from()) + " to " + Words.time(window.until());
  }

  private static double middle(Window window) {
    return (window.from().toEpochMilli() + window.until().toEpochMilli()) / 2.0;
  }

  private static List<Double> values(List<Window> windows, ToDoubleFunction<Score> value) {
    return windows.stream()
        .map(w -> w.scores().isEmpty() ? Double.NaN : value.applyAsDouble(w.scores().getFirst()))
        .toList();
  }
}
