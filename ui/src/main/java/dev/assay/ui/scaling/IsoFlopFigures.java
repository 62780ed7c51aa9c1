package dev.assay.ui.scaling;

import static dev.assay.ui.scaling.FitFigures.number;

import dev.assay.scaling.BestUse;
import dev.assay.scaling.Interval;
import dev.assay.scaling.IsoFlop;
import dev.assay.scaling.PowerLaw;
import dev.assay.studies.Observation;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudyOutcome.IsoFlopOutcome;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Points;
import dev.assay.ui.charts.Figure.Series;
import dev.assay.ui.charts.Figure.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Approach 2: a parabola for each budget, and the power laws of their minima. */
final class IsoFlopFigures {
  private static final int CURVE = 40;
  private static final double MARGIN = 1.25; // so far is a parabola drawn past its runs
  private static final double SAME_BUDGET = 0.1; // of ln C
  private static final double BEYOND = 10;

  private IsoFlopFigures() {}

  /** The losses of each budget by N, with its parabola and minimum. */
  static Content curves(StudyState state, IsoFlopOutcome outcome) {
    Levels budgets =
        Levels.of(
            Stream.concat(
                    outcome.curves().stream().map(IsoFlop.Curve::flops),
                    outcome.left().stream().map(IsoFlop.Left::flops))
                .toList());
    List<Series> series = new ArrayList<>();
    for (IsoFlop.Curve curve : outcome.curves()) {
      List<Observation> runs = near(state.counted(), curve.flops());
      if (!runs.isEmpty()) {
        String color = budgets.color(budgets.nearest(curve.flops()));
        series.add(parabola(curve, runs, color));
        series.add(Dots.ofLoss(budget(curve.flops()), color, Shape.DOT, runs, Variable.PARAMS));
      }
    }
    for (IsoFlop.Left left : outcome.left()) {
      List<Observation> runs = near(state.counted(), left.flops());
      if (!runs.isEmpty()) {
        series.add(
            Dots.ofLoss("without a minimum", "text-soft", Shape.CROSS, runs, Variable.PARAMS));
      }
    }
    if (!outcome.curves().isEmpty()) {
      series.add(minima(outcome.curves(), IsoFlop.Curve::params, IsoFlop.Curve::lossNats));
    }
    return new Content(
        "IsoFLOP curves",
        Variable.PARAMS.scale(),
        FitFigures.LOSS,
        "No budget has runs of three sizes yet",
        series);
  }

  private static String budget(double flops) {
    return "C = " + Amounts.flops(flops);
  }

  private static List<Observation> near(List<Observation> counted, double flops) {
    return counted.stream()
        .filter(o -> Math.abs(Math.log(number(o.flops()) / flops)) < SAME_BUDGET)
        .toList();
  }

  /**
   * L = L* + k (ln N − ln N*)². Residuals of the parabola of least squares are orthogonal to any
   * other of the same minimum, so k follows from it and the runs.
   */
  private static Law parabola(IsoFlop.Curve curve, List<Observation> runs, String color) {
    double numerator = 0;
    double denominator = 0;
    for (Observation run : runs) {
      double square = Math.pow(Math.log(number(run.params()) / curve.params()), 2);
      numerator += square * (number(run.lossNats()) - curve.lossNats());
      denominator += square * square;
    }
    double k = numerator / denominator;
    List<Double> sizes = runs.stream().map(o -> number(o.params())).toList();
    List<Double> x =
        Spread.of(
            Math.min(Spread.least(sizes), curve.params()) / MARGIN,
            Math.max(Spread.most(sizes), curve.params()) * MARGIN,
            CURVE);
    return new Law(
        budget(curve.flops()),
        color,
        Dash.SOLID,
        false,
        x,
        x.stream()
            .map(n -> curve.lossNats() + k * Math.pow(Math.log(n / curve.params()), 2))
            .toList(),
        null,
        null);
  }

  private static Points minima(
      List<IsoFlop.Curve> curves,
      ToDoubleFunction<IsoFlop.Curve> x,
      ToDoubleFunction<IsoFlop.Curve> y) {
    return new Points(
        "minimum",
        "text",
        Shape.DIAMOND,
        curves.stream().map(x::applyAsDouble).toList(),
        curves.stream().map(y::applyAsDouble).toList(),
        curves.stream().map(c -> "Minimum at " + budget(c.flops())).toList(),
        null,
        null,
        null,
        Map.of(
            "runs",
            new Figure.Column(As.PLAIN, curves.stream().map(IsoFlop.Curve::runs).toList()),
            "lies",
            new Figure.Column(
                As.PLAIN,
                curves.stream()
                    .map(c -> c.isInside() ? "among the sizes" : "beyond the sizes that were run")
                    .toList())));
  }

  /** The power law of the minima by C, beside what L(N, D) says. */
  static Content power(StudyOutcome outcome, boolean ofParams) {
    IsoFlopOutcome found = outcome.isoFlop();
    List<Series> series = new ArrayList<>();
    StudyOutcome.Power power = ofParams ? found.params() : found.tokens();
    if (power != null && !found.curves().isEmpty()) {
      double from = found.curves().getFirst().flops();
      double to = Math.max(found.curves().getLast().flops() * BEYOND, number(found.targetFlops()));
      series.add(law(power.law(), "parabolas", "run-4", Dash.SOLID, from, to));
      series.add(
          minima(
              found.curves(),
              IsoFlop.Curve::flops,
              ofParams ? IsoFlop.Curve::params : IsoFlop.Curve::tokens));
    }
    best(outcome, ofParams ? BestUse::params : BestUse::tokens, "L(N, D)").forEach(series::add);
    return new Content(
        ofParams ? "Best N by C" : "Best D by C",
        Variable.FLOPS.scale(),
        (ofParams ? Variable.PARAMS : Variable.TOKENS).scale(),
        "There are no minima that a power law could go through",
        series);
  }

  static Law law(PowerLaw law, String name, String color, Dash dash, double from, double to) {
    List<Double> x = Spread.of(from, to, CURVE);
    List<Interval> bands = x.stream().map(law::interval).toList();
    return new Law(
        name,
        color,
        dash,
        false,
        x,
        x.stream().map(law::at).toList(),
        bands.stream().map(Interval::low).toList(),
        bands.stream().map(Interval::high).toList());
  }

  /** An answer of the law for each budget; nothing without intervals. */
  static Stream<Series> best(
      StudyOutcome outcome, Function<BestUse, Interval> answer, String name) {
    List<BestUse> all = outcome.frontier();
    return all.isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Law(
                name,
                "accent",
                Dash.SOLID,
                false,
                all.stream().map(b -> b.best().flops()).toList(),
                all.stream().map(b -> answer.apply(b).estimate()).toList(),
                all.stream().map(b -> answer.apply(b).low()).toList(),
                all.stream().map(b -> answer.apply(b).high()).toList()));
  }
}
