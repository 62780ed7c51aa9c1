package dev.assay.ui.scaling;

import static dev.assay.ui.scaling.FitFigures.number;

import dev.assay.scaling.Envelope;
import dev.assay.scaling.KaplanLaw;
import dev.assay.scaling.PowerLaw;
import dev.assay.studies.Observation;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudyOutcome.KaplanOutcome;
import dev.assay.studies.StudyOutcome.Power;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Series;
import dev.assay.ui.charts.Figure.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a budget is best used for, as each approach has it. */
final class FrontierFigure {
  static final String LAW = "L(N, D)";
  static final String PARABOLAS = "parabolas (approach 2)";
  static final String ENVELOPE = "envelope (approach 1)";
  static final String KAPLAN = "Kaplan’s L(C)";
  private static final int CURVE = 40;

  private FrontierFigure() {}

  static Content of(StudyState state, StudyOutcome outcome, Answer answer) {
    List<Series> series = new ArrayList<>();
    IsoFlopFigures.best(outcome, answer::of, LAW).forEach(series::add);
    List<Double> budgets = state.counted().stream().map(o -> number(o.flops())).toList();
    if (!budgets.isEmpty()) {
      double from = Spread.least(budgets);
      double to =
          outcome.frontier().isEmpty()
              ? Spread.most(budgets) * 10
              : outcome.frontier().getLast().best().flops();
      others(outcome, answer, from, to).forEach(series::add);
    }
    List<Observation> counted = state.counted();
    if (!counted.isEmpty()) {
      series.add(
          Dots.of(
              "runs", "text-soft", Shape.HOLLOW, counted, Variable.FLOPS, o -> value(answer, o)));
    }
    return new Content(
        answer.label() + " by C",
        Variable.FLOPS.scale(),
        answer.scale(),
        "There is no law yet that could say it",
        series);
  }

  private static List<Series> others(StudyOutcome outcome, Answer answer, double from, double to) {
    List<Series> all = new ArrayList<>();
    switch (answer) {
      case PARAMS -> {
        add(all, outcome.isoFlop().params(), PARABOLAS, "run-4", Dash.DASHED, from, to);
        add(all, outcome.envelope().params(), ENVELOPE, "run-2", Dash.DOTTED, from, to);
      }
      case TOKENS -> {
        add(all, outcome.isoFlop().tokens(), PARABOLAS, "run-4", Dash.DASHED, from, to);
        add(all, outcome.envelope().tokens(), ENVELOPE, "run-2", Dash.DOTTED, from, to);
      }
      case RATIO -> {
        ratio(outcome.isoFlop().params(), outcome.isoFlop().tokens(), PARABOLAS, "run-4", from, to)
            .ifPresent(all::add);
        ratio(outcome.envelope().params(), outcome.envelope().tokens(), ENVELOPE, "run-2", from, to)
            .ifPresent(all::add);
      }
      case LOSS -> {
        kaplan(outcome)
            .ifPresent(law -> all.add(line(KAPLAN, "run-1", Dash.DASHED, law, from, to)));
        envelope(outcome.envelope().best()).ifPresent(all::add);
      }
    }
    return all;
  }

  private static void add(
      List<Series> all,
      @Nullable Power power,
      String name,
      String color,
      Dash dash,
      double from,
      double to) {
    if (power != null) {
      all.add(IsoFlopFigures.law(power.law(), name, color, dash, from, to));
    }
  }

  private static Optional<Series> ratio(
      @Nullable Power params,
      @Nullable Power tokens,
      String name,
      String color,
      double from,
      double to) {
    if (params == null || tokens == null) {
      return Optional.empty();
    }
    PowerLaw n = params.law();
    PowerLaw d = tokens.law();
    List<Double> x = Spread.of(from, to, CURVE);
    return Optional.of(
        new Law(
            name,
            color,
            Dash.DASHED,
            false,
            x,
            x.stream().map(c -> d.at(c) / n.at(c)).toList(),
            null,
            null));
  }

  static Optional<KaplanLaw> kaplan(StudyOutcome outcome) {
    return outcome.kaplan().stream()
        .filter(k -> k.variable().equals("flops"))
        .map(KaplanOutcome::law)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static Law line(
      String name, String color, Dash dash, KaplanLaw law, double from, double to) {
    List<Double> x = Spread.of(from, to, CURVE);
    return new Law(name, color, dash, false, x, x.stream().map(law::lossNats).toList(), null, null);
  }

  private static Optional<Series> envelope(List<Envelope.Best> best) {
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Law(
                ENVELOPE,
                "run-2",
                Dash.DOTTED,
                false,
                best.stream().map(Envelope.Best::flops).toList(),
                best.stream().map(Envelope.Best::lossNats).toList(),
                null,
                null));
  }

  private static double value(Answer answer, Observation o) {
    return switch (answer) {
      case PARAMS -> number(o.params());
      case TOKENS -> number(o.tokens());
      case RATIO -> number(o.tokens()) / number(o.params());
      case LOSS -> number(o.lossNats());
    };
  }
}
