package dev.assay.ui.scaling;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.scaling.Fixed;
import dev.assay.scaling.Interval;
import dev.assay.scaling.ParametricLaw;
import dev.assay.studies.LawOutcome;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.parts.UrlWord;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The law beside its observations: the fit, its parameters, its residuals. */
class FitTab extends Div implements StudyPart {
  private final StudyReader reader;
  private final Select<Variable> against = new Select<>();
  private final Figure fit = new Figure(this::open);
  private final Figure residuals = new Figure(this::open);
  private final Grid<Parameter> parameters = new Grid<>();
  private final Nothing noLaw = new Nothing("");
  private final Div quality = new Div();
  private final Div below = new Div();
  private @Nullable StudyState shown;

  /**
   * A parameter of the law.
   *
   * @param interval null where there is none
   * @param note what is special about it
   */
  record Parameter(
      String symbol, String meaning, double estimate, @Nullable Interval interval, String note) {}

  FitTab(StudyReader reader, QueryParameters settings) {
    this.reader = reader;
    addClassName("fit-tab");
    against.setLabel("Against");
    against.setItems(Variable.values());
    against.setItemLabelGenerator(Variable::label);
    against.setValue(UrlWord.of(settings.getSingleParameter("x").orElse(""), Variable.PARAMS));
    against.addValueChangeListener(
        change -> {
          UrlState.replace(this, Map.of("x", change.getValue().parameter()));
          draw();
        });
    Div tools = new Div(against);
    tools.addClassNames("tools", "labelled");
    columns();
    quality.addClassName("figures");
    Card table = new Card("Parameters", noLaw, parameters, quality);
    residuals.addClassName("small");
    below.add(table, Card.of(residuals));
    below.addClassName("study-below");
    add(tools, Card.of(fit), below);
  }

  private void columns() {
    parameters.addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT, GridVariant.LUMO_WRAP_CELL_CONTENT);
    parameters.setSelectionMode(Grid.SelectionMode.NONE);
    parameters.setAllRowsVisible(true);
    parameters.getElement().setAttribute("aria-label", "Parameters");
    parameters
        .addComponentColumn(FitTab::name)
        .setHeader("Parameter")
        .setWidth("150px")
        .setFlexGrow(1);
    parameters
        .addColumn(p -> Numbers.brief(p.estimate()))
        .setHeader("Estimate")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("90px")
        .setFlexGrow(0);
    parameters
        .addColumn(p -> p.interval() == null ? "–" : Amounts.range(p.interval(), Amounts::nats))
        .setHeader("95 % interval")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("150px")
        .setFlexGrow(0);
  }

  private static Span name(Parameter parameter) {
    Span symbol = new Span(parameter.symbol());
    symbol.addClassName("symbol");
    String note = parameter.note();
    Span meaning = new Span(parameter.meaning() + (note.isEmpty() ? "" : ", " + note));
    meaning.addClassName("soft");
    return new Span(symbol, meaning);
  }

  @Override
  public void show(StudyState state) {
    boolean changed =
        shown == null
            || !Objects.equals(shown.fitted(), state.fitted())
            || !shown.observations().equals(state.observations());
    shown = state;
    if (changed) {
      draw();
      showParameters(state);
    }
  }

  private void draw() {
    StudyState state = shown;
    if (state != null) {
      fit.show(FitFigures.fit(state, reader.answers(state), against.getValue()));
      residuals.show(FitFigures.residuals(state, against.getValue()));
    }
  }

  private void showParameters(StudyState state) {
    @Nullable LawOutcome outcome = state.law();
    @Nullable ParametricLaw law = outcome == null ? null : outcome.law();
    noLaw.setVisible(outcome == null || outcome.why() != null);
    noLaw.say(
        outcome == null
            ? Words.reason(state.outcome())
            : Sentences.of(String.valueOf(outcome.why())));
    parameters.setVisible(law != null);
    quality.setVisible(law != null);
    if (outcome == null || law == null) {
      return;
    }
    parameters.setItems(rows(outcome, law, state.spec().fixed()));
    quality.removeAll();
    quality.add(
        Card.figure(
            "Condition", said(Numbers.brief(outcome.condition()), condition(outcome.condition()))),
        Card.figure(
            "Objective",
            said(Numbers.brief(outcome.objective()), "Sum of Huber's loss of ln L̂ − ln L")),
        Card.figure("At a bound", said(bounds(outcome), "")));
  }

  private static Span said(String value, String why) {
    Span span = new Span(value);
    span.setTitle(why);
    return span;
  }

  private static String bounds(LawOutcome outcome) {
    return outcome.bounds().isEmpty() ? "nothing" : String.join("; ", outcome.bounds());
  }

  private static String condition(double condition) {
    return condition < 1e4
        ? "Of the slopes: from about 10⁴ on parameters trade off against each other"
        : "Parameters trade off against each other: predictions within the runs may be sharp where"
            + " parameters are not";
  }

  private static List<Parameter> rows(LawOutcome outcome, ParametricLaw law, Fixed fixed) {
    List<Parameter> rows = new ArrayList<>();
    rows.add(row(outcome, "E", "E", "floor, nats", law.floorNats(), fixed.floorNats() != null));
    rows.add(row(outcome, "A", "A", "of params", law.a(), false));
    rows.add(row(outcome, "alpha", "α", "exponent of N", law.alpha(), fixed.alpha() != null));
    rows.add(row(outcome, "B", "B", "of tokens", law.b(), false));
    rows.add(row(outcome, "beta", "β", "exponent of D", law.beta(), fixed.beta() != null));
    rows.add(
        row(
            outcome,
            "paramsExponent",
            "β/(α+β)",
            "best N by C",
            law.paramsExponent(),
            fixed.alpha() != null && fixed.beta() != null));
    return rows;
  }

  private static Parameter row(
      LawOutcome outcome,
      String name,
      String symbol,
      String meaning,
      double estimate,
      boolean fixed) {
    boolean bound = outcome.bounds().stream().anyMatch(b -> b.startsWith(name + " "));
    return new Parameter(
        symbol,
        meaning,
        estimate,
        fixed ? null : outcome.parameters().get(name),
        fixed ? "fixed" : bound ? "at a bound" : "");
  }

  private void open(String run) {
    getUI().ifPresent(ui -> ui.navigate("runs/" + run));
  }
}
