package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.scaling.BestUse;
import dev.assay.scaling.HeldOut;
import dev.assay.scaling.Interval;
import dev.assay.scaling.PowerLaw;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudyOutcome.Power;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.parts.UrlWord;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a budget is best used for, and which law to believe. */
class FrontierTab extends Div implements StudyPart {
  private static final int MOST_BUDGETS = 12;

  private final Nothing none = new Nothing("");
  private final Select<Answer> answer = new Select<>();
  private final Figure figure = new Figure(this::open);
  private final Table<BestUse> budgets = new Table<>("Best use of budgets");
  private final Nothing noBudgets =
      new Nothing("Without a law that has intervals nothing is said of budgets.");
  private final MoreCompute more;
  private final Table<Side> sides = new Table<>("Approaches side by side");
  private final Card sidesCard = new Card("Approaches side by side", sides);
  private final Table<HeldOut.Score> comparison = new Table<>("Laws by their held-out error");
  private final UnorderedList others = new UnorderedList();
  private @Nullable StudyState shown;

  /** What an approach says of the target, in words. */
  record Side(String approach, String params, String tokens, String loss, String exponent) {}

  FrontierTab(StudyReader reader, QueryParameters settings) {
    addClassName("frontier-tab");
    more = new MoreCompute(reader);
    answer.setLabel("Show");
    answer.setItems(Answer.values());
    answer.setItemLabelGenerator(Answer::label);
    answer.setValue(UrlWord.of(settings.getSingleParameter("show").orElse(""), Answer.PARAMS));
    answer.addValueChangeListener(
        change -> {
          UrlState.replace(this, Map.of("show", change.getValue().parameter()));
          draw();
        });
    Div tools = new Div(answer);
    tools.addClassNames("tools", "labelled");
    columns();
    add(
        none,
        tools,
        Card.of(figure),
        new Card("Best use of a budget", noBudgets, budgets),
        new Card("What more compute would give", more),
        sidesCard,
        new Card(
            "Which law predicts best",
            Card.soft(
                "By the error at the runs of the largest budget, which the law was not fitted to:"
                    + " that is what a law is for. The error in sample falls with each parameter and"
                    + " decides nothing."),
            comparison),
        new Card("Other laws", others));
  }

  private void columns() {
    budgets.number("C", "110px", b -> Amounts.flops(b.best().flops()));
    for (Answer of : Answer.values()) {
      budgets.sure(
          of.label(),
          "170px",
          b -> of.written(of.of(b).estimate()),
          b -> Amounts.range(of.of(b), of::written));
    }
    sides
        .text("Approach", "190px", Side::approach)
        .text("Best N", "150px", Side::params)
        .text("Best D", "150px", Side::tokens)
        .text("Loss", "130px", Side::loss)
        .text("N grows as C to the", "150px", Side::exponent);
    comparison
        .text("Law", "190px", HeldOut.Score::name)
        .number("Largest runs", "120px", s -> Amounts.percent(s.largest()))
        .number("Folds", "90px", s -> Amounts.percent(s.folds()))
        .number("In sample", "100px", s -> Amounts.percent(s.inSample()))
        .text("", "160px", s -> s.why() == null ? "" : Sentences.of(s.why()));
  }

  @Override
  public void show(StudyState state) {
    boolean changed = shown == null || !Objects.equals(shown.fitted(), state.fitted());
    shown = state;
    if (changed) {
      draw();
    }
  }

  private void draw() {
    StudyState state = Objects.requireNonNull(shown);
    @Nullable StudyOutcome outcome = state.outcome();
    boolean any = outcome != null && outcome.wrong().isEmpty();
    none.setVisible(!any);
    getChildren().filter(part -> !part.equals(none)).forEach(part -> part.setVisible(any));
    if (outcome == null || !any) {
      none.say(Sentences.capital(Words.reason(outcome)));
      return;
    }
    figure.show(FrontierFigure.of(state, outcome, answer.getValue()));
    budgets.show(some(outcome.frontier()));
    budgets.setVisible(!outcome.frontier().isEmpty());
    noBudgets.setVisible(outcome.frontier().isEmpty());
    more.show(state);
    sides.show(sides(outcome));
    sidesCard.setVisible(outcome.isoFlop().targetFlops() != null || outcome.target() != null);
    comparison.show(outcome.comparison());
    others.removeAll();
    OtherLaws.of(outcome).forEach(words -> others.add(new ListItem(words)));
  }

  /** Evenly from the least to the most. */
  private static List<BestUse> some(List<BestUse> all) {
    if (all.size() <= MOST_BUDGETS) {
      return all;
    }
    List<BestUse> some = new ArrayList<>();
    for (int i = 0; i < MOST_BUDGETS; i++) {
      some.add(all.get(Math.round((float) i * (all.size() - 1) / (MOST_BUDGETS - 1))));
    }
    return some;
  }

  private static List<Side> sides(StudyOutcome outcome) {
    List<Side> all = new ArrayList<>();
    @Nullable BestUse target = outcome.target();
    double flops =
        target == null ? FitFigures.number(outcome.isoFlop().targetFlops()) : target.best().flops();
    if (target != null) {
      @Nullable Interval exponent =
          outcome.law() == null ? null : outcome.law().parameters().get("paramsExponent");
      all.add(
          new Side(
              "L(N, D), approach 3",
              words(Answer.PARAMS, target),
              words(Answer.TOKENS, target),
              words(Answer.LOSS, target),
              exponent == null ? "–" : sure(exponent.estimate(), exponent)));
    }
    side("Parabolas, approach 2", outcome.isoFlop().params(), outcome.isoFlop().tokens(), flops)
        .ifPresent(all::add);
    side("Envelope, approach 1", outcome.envelope().params(), outcome.envelope().tokens(), flops)
        .ifPresent(all::add);
    FrontierFigure.kaplan(outcome)
        .ifPresent(
            law ->
                all.add(
                    new Side("Kaplan’s L(C)", "–", "–", Amounts.nats(law.lossNats(flops)), "–")));
    return all;
  }

  private static String words(Answer of, BestUse use) {
    Interval interval = of.of(use);
    return "%s (%s)"
        .formatted(of.written(interval.estimate()), Amounts.range(interval, of::written));
  }

  private static Optional<Side> side(
      String name, @Nullable Power params, @Nullable Power tokens, double flops) {
    return params == null || tokens == null
        ? Optional.empty()
        : Optional.of(
            new Side(
                name,
                at(params.law(), flops),
                at(tokens.law(), flops),
                "–",
                sure(params.law().exponent(), params.exponent())));
  }

  private static String at(PowerLaw law, double flops) {
    Interval interval = law.interval(flops);
    String value = Amounts.count(law.at(flops));
    return Double.isNaN(interval.low())
        ? value
        : "%s (%s)".formatted(value, Amounts.range(interval, Amounts::count));
  }

  static String sure(double value, Interval interval) {
    return Double.isNaN(interval.low())
        ? Numbers.brief(value)
        : "%s (%s)".formatted(Numbers.brief(value), Amounts.range(interval, Amounts::nats));
  }

  private void open(String run) {
    getUI().ifPresent(ui -> ui.navigate("runs/" + run));
  }
}
