package dev.assay.ui.scaling;

import dev.assay.scaling.BestUse;
import dev.assay.scaling.Interval;
import dev.assay.scaling.ParametricLaw;
import dev.assay.studies.Answers;
import dev.assay.studies.LawOutcome;
import dev.assay.studies.LawOutcome.Residual;
import dev.assay.studies.Observation;
import dev.assay.studies.StudyOutcome;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Scale;
import dev.assay.ui.charts.Figure.Series;
import dev.assay.ui.charts.Figure.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The law of a study beside its observations, and what is left between them. */
final class FitFigures {
  static final Scale LOSS = new Scale("loss, nats", true, As.PLAIN);
  private static final Scale RESIDUAL = new Scale("ln L − ln L̂", false, As.PERCENT);
  private static final int CURVE = 40;
  private static final double BELOW = 1.5;
  private static final double BEYOND = 4; // so far are laws drawn past the largest run

  private FitFigures() {}

  /**
   * The loss by N, with a curve for each D; by D, with a curve for each N; or by C, with a curve
   * for each N and the least loss of each budget.
   *
   * @param answers for the bands; none where there are no intervals
   */
  static Content fit(StudyState state, Optional<Answers> answers, Variable x) {
    List<Observation> counted = state.counted();
    Variable other = x == Variable.PARAMS ? Variable.TOKENS : Variable.PARAMS;
    Levels levels = Levels.of(counted.stream().map(o -> number(other.of(o))).toList());
    List<Series> series = new ArrayList<>();
    @Nullable LawOutcome outcome = state.law();
    if (outcome != null && outcome.law() != null && !counted.isEmpty()) {
      Curves curves = new Curves(outcome.law(), answers, counted);
      for (int i = 0; i < levels.values().size(); i++) {
        series.add(curves.of(x, name(other, levels, i), levels.color(i), levels.values().get(i)));
      }
      if (x == Variable.FLOPS) {
        frontier(state.outcome()).ifPresent(series::add);
      }
    }
    List<List<Observation>> groups = grouped(counted, other, levels);
    for (int i = 0; i < groups.size(); i++) {
      if (!groups.get(i).isEmpty()) {
        series.add(
            Dots.ofLoss(
                name(other, levels, i),
                levels.color(i),
                Shape.DOT,
                groups.get(i),
                x,
                residuals(outcome)));
      }
    }
    List<Observation> out =
        state.observations().stream().filter(o -> !o.counts() && StudyState.isWhole(o)).toList();
    if (!out.isEmpty()) {
      series.add(Dots.ofLoss("left out", "text-soft", Shape.HOLLOW, out, x));
    }
    return new Content(
        "Loss by " + x.letter(),
        x.scale(),
        LOSS,
        "No observation has " + x.label() + " and a loss yet",
        series);
  }

  private static String name(Variable other, Levels levels, int i) {
    return other.letter() + " = " + Amounts.count(levels.values().get(i));
  }

  private static List<List<Observation>> grouped(
      List<Observation> counted, Variable by, Levels levels) {
    List<List<Observation>> groups =
        levels.values().stream().<List<Observation>>map(_ -> new ArrayList<>()).toList();
    counted.forEach(o -> groups.get(levels.nearest(number(by.of(o)))).add(o));
    return groups;
  }

  private static Optional<Series> frontier(@Nullable StudyOutcome outcome) {
    if (outcome == null || outcome.frontier().isEmpty()) {
      return Optional.empty();
    }
    List<BestUse> best = outcome.frontier();
    return Optional.of(
        new Law(
            "best for each C",
            "text",
            Dash.DASHED,
            false,
            best.stream().map(b -> b.best().flops()).toList(),
            best.stream().map(b -> b.best().lossNats()).toList(),
            best.stream().map(b -> b.lossNats().low()).toList(),
            best.stream().map(b -> b.lossNats().high()).toList()));
  }

  /** What is between the law and the observations, by N, D or C. */
  static Content residuals(StudyState state, Variable x) {
    Map<String, Residual> residuals = residuals(state.law());
    List<Observation> of =
        state.counted().stream().filter(o -> residuals.containsKey(o.key())).toList();
    List<Series> series = new ArrayList<>();
    if (!of.isEmpty()) {
      List<Double> at = of.stream().map(o -> number(x.of(o))).toList();
      List<Double> ends = List.of(Spread.least(at), Spread.most(at));
      series.add(
          new Law("the law", "text-soft", Dash.SOLID, true, ends, List.of(0.0, 0.0), null, null));
      series.add(Dots.of("runs", "accent", Shape.DOT, of, x, o -> residual(residuals, o)));
    }
    return new Content(
        "Residuals by " + x.letter(),
        x.scale(),
        RESIDUAL,
        "There is no law that could have residuals",
        series);
  }

  private static Map<String, Residual> residuals(@Nullable LawOutcome outcome) {
    return outcome == null
        ? Map.of()
        : outcome.residuals().stream()
            .collect(Collectors.toMap(Residual::key, r -> r, (a, _) -> a));
  }

  private static double residual(Map<String, Residual> residuals, Observation of) {
    @Nullable Residual residual = residuals.get(of.key());
    return residual == null ? Double.NaN : residual.logResidual();
  }

  static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** A law of N and D along one of them. */
  private record Curves(ParametricLaw law, Optional<Answers> answers, List<Observation> counted) {

    /**
     * @param fixed D where x is N, else N
     */
    Law of(Variable x, String name, String color, double fixed) {
      List<Double> range = range(x, fixed);
      DoubleUnaryOperator params = v -> x == Variable.PARAMS ? v : fixed;
      DoubleUnaryOperator tokens =
          switch (x) {
            case PARAMS -> _ -> fixed;
            case TOKENS -> v -> v;
            case FLOPS -> v -> v / (flopsByProduct() * fixed);
          };
      List<Double> losses =
          range.stream()
              .map(v -> law.lossNats(params.applyAsDouble(v), tokens.applyAsDouble(v)))
              .toList();
      boolean banded =
          answers.isPresent()
              && x != Variable.FLOPS; // bands of many curves that cross hide each other
      List<Interval> bands =
          banded
              ? range.stream()
                  .map(
                      v ->
                          answers
                              .orElseThrow()
                              .law(params.applyAsDouble(v), tokens.applyAsDouble(v)))
                  .toList()
              : List.of();
      return new Law(
          name,
          color,
          Dash.SOLID,
          !banded,
          range,
          losses,
          banded ? bands.stream().map(Interval::low).toList() : null,
          banded ? bands.stream().map(Interval::high).toList() : null);
    }

    private List<Double> range(Variable x, double fixed) {
      List<Double> values =
          counted.stream()
              .filter(
                  o -> x != Variable.FLOPS || Math.abs(Math.log(number(o.params()) / fixed)) < 0.05)
              .map(o -> number(x.of(o)))
              .toList();
      List<Double> all =
          values.isEmpty() ? counted.stream().map(o -> number(x.of(o))).toList() : values;
      return Spread.of(Spread.least(all) / BELOW, Spread.most(all) * BEYOND, CURVE);
    }

    /** C by N D: 6, or what a column of FLOPs says in the middle of the runs. */
    private double flopsByProduct() {
      List<Double> ratios =
          counted.stream()
              .map(o -> number(o.flops()) / (number(o.params()) * number(o.tokens())))
              .sorted()
              .toList();
      return ratios.get(ratios.size() / 2);
    }
  }
}
