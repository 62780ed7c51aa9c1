package dev.assay.ui.evaluations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.NumberField;
import dev.assay.evaluation.Confusion;
import dev.assay.evaluation.Costs;
import dev.assay.evaluation.Thresholds;
import dev.assay.evaluations.ThresholdTable;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Points;
import dev.assay.ui.charts.Figure.Scale;
import dev.assay.ui.charts.Figure.Shape;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What decisions at thresholds get right and cost. */
class ThresholdsTab extends Div {
  private static final Scale THRESHOLD = Scale.between("threshold", As.PLAIN, 0, 1);
  private static final double HALF = 0.5;

  private final EvaluationReader reader;
  private final EvaluationState state;
  private final ClassField ofClass;
  private final NumberField falsePositive = new NumberField("Cost of a false alarm");
  private final NumberField falseNegative = new NumberField("Cost of a miss");
  private final Paragraph verdict = new Paragraph();
  private final Figure cost = new Figure();
  private final Figure rates = new Figure();
  private final Table<Named> table = new Table<>("Thresholds");
  private final Aside answer;

  /** A threshold with what is special about it. */
  private record Named(String name, Thresholds.Row row) {
    Confusion confusion() {
      return row.confusion();
    }
  }

  ThresholdsTab(EvaluationState state, EvaluationReader reader, Settings settings) {
    this.reader = reader;
    this.state = state;
    addClassName("thresholds-tab");
    verdict.addClassName("verdict");
    ofClass = new ClassField(state.evaluation(), settings.get("class"));
    choices(settings);
    columns();
    Div figures = new Div(Card.of(cost), Card.of(rates));
    figures.addClassName("side-by-side");
    answer =
        new Aside(
            verdict,
            figures,
            new Card(
                "Thresholds",
                Card.soft(
                    "The cheapest threshold is chosen and judged on the same rows, so it is somewhat"
                        + " too good. Elkan’s is c(false alarm)/(c(false alarm) + c(miss)): it costs"
                        + " least where forecasts are calibrated."),
                table));
    answer.addClassName("stacked-answer");
    Div tools = new Div(ofClass, falsePositive, falseNegative);
    tools.addClassNames("tools", "labelled");
    add(tools, answer);
    compute();
  }

  private void choices(Settings settings) {
    falsePositive.setValue(settings.number("fp", 1));
    falseNegative.setValue(settings.number("fn", 1));
    for (NumberField field : List.of(falsePositive, falseNegative)) {
      field.setManualValidation(true);
      field.setErrorMessage("a cost, 0 or more");
      field.addValueChangeListener(_ -> changed());
    }
    ofClass.addValueChangeListener(_ -> changed());
  }

  private void changed() {
    boolean right = isCost(falsePositive) & isCost(falseNegative);
    if (right) {
      UrlState.replace(
          this,
          Map.of(
              "class", ofClass.word(),
              "fp", falsePositive.getValue() == 1 ? "" : falsePositive.getValue().toString(),
              "fn", falseNegative.getValue() == 1 ? "" : falseNegative.getValue().toString()));
      compute();
    }
  }

  /** Says at the field when it has none. */
  private static boolean isCost(NumberField field) {
    @Nullable Double value = field.getValue();
    field.setInvalid(value == null || value < 0);
    return !field.isInvalid();
  }

  private void compute() {
    Costs costs = new Costs(falsePositive.getValue(), falseNegative.getValue());
    @Nullable String chosen = ofClass.chosen();
    answer.compute(
        "Trying thresholds", () -> reader.thresholds(state.id(), chosen, costs), this::show);
  }

  private void columns() {
    table
        .text("", "130px", Named::name)
        .number(
            "Threshold",
            "96px",
            n -> Words.number(n.row().threshold()),
            n -> exact(n.row().threshold()))
        .number(
            "Mean cost",
            "96px",
            n -> Words.number(n.row().meanCost()),
            n -> exact(n.row().meanCost()))
        .number("Precision", "90px", n -> Words.number(n.confusion().precision()))
        .number("Recall", "84px", n -> Words.number(n.confusion().recall()))
        .number("F1", "84px", n -> Words.number(n.confusion().f1()))
        .number("False alarms", "110px", n -> Numbers.brief(n.confusion().falsePositive()))
        .number("Misses", "90px", n -> Numbers.brief(n.confusion().falseNegative()));
  }

  private static String exact(double value) {
    return Numbers.exact(value);
  }

  private void show(ThresholdTable found) {
    Thresholds.Row cheapest = found.cheapest();
    verdict.setText(
        "Cheapest on these rows is %s, at a mean cost of %s; Elkan’s threshold %s costs %s."
            .formatted(
                Words.number(cheapest.threshold()),
                Words.number(cheapest.meanCost()),
                Words.number(found.byElkan().threshold()),
                Words.number(found.byElkan().meanCost())));
    cost.show(
        new Content(
            "Mean cost by threshold",
            THRESHOLD,
            Scale.from("mean cost of a row", As.PLAIN, 0),
            "There are no rows",
            List.of(
                law("mean cost", "accent", Dash.SOLID, found, Thresholds.Row::meanCost),
                point("cheapest", "good", Shape.DIAMOND, cheapest),
                point("Elkan’s", "run-4", Shape.DOT, found.byElkan()))));
    rates.show(
        new Content(
            "Precision and recall by threshold",
            THRESHOLD,
            Scale.between("share", As.PLAIN, 0, 1),
            "There are no rows",
            List.of(
                law("precision", "run-0", Dash.SOLID, found, r -> r.confusion().precision()),
                law("recall", "run-1", Dash.DASHED, found, r -> r.confusion().recall()),
                law("F1", "run-9", Dash.DOTTED, found, r -> r.confusion().f1()))));
    table.show(named(found));
  }

  private static Law law(
      String name,
      String color,
      Dash dash,
      ThresholdTable of,
      ToDoubleFunction<Thresholds.Row> value) {
    return new Law(
        name,
        color,
        dash,
        false,
        of.rows().stream().map(Thresholds.Row::threshold).toList(),
        of.rows().stream().map(row -> value.applyAsDouble(row)).toList(),
        null,
        null);
  }

  private static Points point(String name, String color, Shape shape, Thresholds.Row at) {
    return new Points(
        name,
        color,
        shape,
        List.of(at.threshold()),
        List.of(at.meanCost()),
        List.of(name),
        null,
        null,
        null,
        Map.of());
  }

  private static List<Named> named(ThresholdTable found) {
    List<Named> all = new ArrayList<>();
    all.add(new Named("Cheapest", found.cheapest()));
    all.add(new Named("Elkan’s", found.byElkan()));
    found.rows().stream()
        .min(Comparator.comparingDouble(row -> Math.abs(row.threshold() - HALF)))
        .ifPresent(row -> all.add(new Named("One half", row)));
    return all;
  }
}
