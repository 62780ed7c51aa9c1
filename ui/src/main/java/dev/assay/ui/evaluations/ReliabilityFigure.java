package dev.assay.ui.evaluations;

import dev.assay.evaluation.Reliability;
import dev.assay.evaluations.Diagram;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Band;
import dev.assay.ui.charts.Figure.Bars;
import dev.assay.ui.charts.Figure.Below;
import dev.assay.ui.charts.Figure.Column;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Points;
import dev.assay.ui.charts.Figure.Scale;
import dev.assay.ui.charts.Figure.Series;
import dev.assay.ui.charts.Figure.Shape;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happened by what was said, of one evaluation or several; below it how often it was said. */
final class ReliabilityFigure {
  private static final Scale HAPPENED = Scale.between("share that happened", As.PLAIN, 0, 1);

  /** Ways to draw what happened. */
  enum Curve {
    BINS("Bins"),
    SMOOTH("Smooth"),
    CORP("CORP, with its band");

    private final String label;

    Curve(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * A diagram among others.
   *
   * @param name of its evaluation
   * @param color of palette.css, by which it is told apart
   */
  record Shown(String name, String color, Diagram diagram) {}

  private ReliabilityFigure() {}

  /**
   * @param all at least one
   */
  static Content of(List<Shown> all, Set<Curve> curves, boolean equalMass) {
    boolean alone = all.size() == 1;
    List<Series> series = new ArrayList<>();
    List<Series> below = new ArrayList<>();
    series.add(Law.diagonal("calibrated"));
    for (Shown one : all) {
      series.addAll(alone ? alone(one, curves) : among(one, curves));
      below.add(histogram(one, alone ? "rows by bin" : one.name(), equalMass));
    }
    String title = all.getFirst().diagram().title();
    return new Content(
        "Reliability, " + title,
        Scale.between("forecast probability, " + title, As.PLAIN, 0, 1),
        HAPPENED,
        "There are no rows",
        series,
        new Below(Scale.from(equalMass ? "density" : "rows", As.COUNT, 0), below));
  }

  /** Each curve with a colour and a name of its own. */
  private static List<Series> alone(Shown one, Set<Curve> curves) {
    List<Series> series = new ArrayList<>();
    if (curves.contains(Curve.CORP)) {
      Reliability.CorpCurve corp = one.diagram().corp();
      series.add(
          new Band(
              "where CORP lies if calibrated, 95 %",
              "text-soft", list(corp.forecast()), list(corp.low()), list(corp.high())));
      series.add(corp(corpName(one.diagram()), "run-1", corp));
    }
    if (curves.contains(Curve.SMOOTH)) {
      series.add(smooth("smooth", "run-9", one.diagram().smooth()));
    }
    if (curves.contains(Curve.BINS)) {
      series.add(bins("bins, Wilson’s 95 %", "accent", one.diagram()));
    }
    return series;
  }

  /** Of very many rows only some are regressed. */
  private static String corpName(Diagram diagram) {
    return diagram.corpRows() < diagram.rows()
        ? "CORP of %s drawn rows".formatted(Numbers.whole(diagram.corpRows()))
        : "CORP";
  }

  /** All curves with the colour and the name of the evaluation; bands of many hide each other. */
  private static List<Series> among(Shown one, Set<Curve> curves) {
    List<Series> series = new ArrayList<>();
    if (curves.contains(Curve.CORP)) {
      series.add(corp(one.name(), one.color(), one.diagram().corp()));
    }
    if (curves.contains(Curve.SMOOTH)) {
      series.add(smooth(one.name(), one.color(), one.diagram().smooth()));
    }
    if (curves.contains(Curve.BINS)) {
      series.add(bins(one.name(), one.color(), one.diagram()));
    }
    return series;
  }

  private static Law corp(String name, String color, Reliability.CorpCurve corp) {
    return new Law(
        name,
        color,
        Dash.SOLID,
        false,
        list(corp.forecast()),
        list(corp.recalibrated()),
        null,
        null);
  }

  private static Law smooth(String name, String color, Reliability.Smooth smooth) {
    return new Law(
        name,
        color,
        Dash.DASHED,
        false,
        list(smooth.forecast()),
        list(smooth.frequency()),
        null,
        null);
  }

  private static Points bins(String name, String color, Diagram diagram) {
    List<Reliability.Bin> bins = diagram.bins();
    return new Points(
        name,
        color,
        Shape.DOT,
        bins.stream().map(Reliability.Bin::meanForecast).toList(),
        bins.stream().map(bin -> bin.frequency().estimate()).toList(),
        bins.stream().map(ReliabilityFigure::edges).toList(),
        null,
        bins.stream().map(bin -> bin.frequency().low()).toList(),
        bins.stream().map(bin -> bin.frequency().high()).toList(),
        Map.of("rows", new Column(As.PLAIN, bins.stream().map(Reliability.Bin::weight).toList())));
  }

  private static String edges(Reliability.Bin bin) {
    return Numbers.brief(bin.low()) + " to " + Numbers.brief(bin.high());
  }

  /** Bins of equal mass have as many rows each: there a bar is as high as they lie close. */
  private static Bars histogram(Shown one, String name, boolean equalMass) {
    List<Reliability.Bin> bins = one.diagram().bins();
    double rows = one.diagram().rows();
    return new Bars(
        name,
        one.color(),
        bins.stream().map(Reliability.Bin::low).toList(),
        bins.stream().map(Reliability.Bin::high).toList(),
        bins.stream()
            .map(b -> equalMass ? b.weight() / rows / (b.high() - b.low()) : b.weight())
            .toList(),
        bins.stream().map(ReliabilityFigure::edges).toList(),
        Map.of(
            "of all", new Column(As.PERCENT, bins.stream().map(b -> b.weight() / rows).toList())));
  }

  static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
