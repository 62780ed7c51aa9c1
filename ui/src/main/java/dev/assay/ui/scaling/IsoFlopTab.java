package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.assay.scaling.Interval;
import dev.assay.scaling.IsoFlop;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudyOutcome.IsoFlopOutcome;
import dev.assay.studies.StudyOutcome.Power;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Approach 2, with what is wrong with it beside it. */
class IsoFlopTab extends Div implements StudyPart {
  private static final double NOTABLE = 0.01;

  private final Nothing none = new Nothing("");
  private final Figure curves = new Figure(this::open);
  private final Figure params = new Figure();
  private final Figure tokens = new Figure();
  private final Div laws = new Div();
  private final UnorderedList left = new UnorderedList();
  private final Paragraph bias = new Paragraph();
  private final Card curvesCard =
      new Card(
          "A parabola for each budget",
          Card.soft(
              "Runs of the same compute, within 10 %. The minimum of their parabola in ln N is the"
                  + " best size for that budget."),
          curves,
          left);
  private final Card biasCard = new Card("Its bias", bias);
  private final Div powers = new Div();
  private @Nullable StudyState shown;

  IsoFlopTab() {
    addClassName("isoflop-tab");
    laws.addClassName("figures");
    left.addClassName("soft");
    params.addClassName("small");
    tokens.addClassName("small");
    bias.addClassName("verdict");
    powers.add(Card.of(params), Card.of(tokens));
    powers.addClassName("study-below");
    add(none, curvesCard, new Card("Power laws of the minima", laws), biasCard, powers);
  }

  @Override
  public void show(StudyState state) {
    boolean changed = shown == null || !Objects.equals(shown.fitted(), state.fitted());
    shown = state;
    if (changed) {
      draw(state, state.outcome());
    }
  }

  private void draw(StudyState state, @Nullable StudyOutcome outcome) {
    boolean any = outcome != null && outcome.isoFlop().whyNot() == null;
    none.setVisible(!any);
    getChildren().filter(part -> !part.equals(none)).forEach(part -> part.setVisible(any));
    if (outcome == null || !any) {
      none.say(
          outcome == null
              ? Words.reason(null)
              : Sentences.of(String.valueOf(outcome.isoFlop().whyNot())));
      return;
    }
    IsoFlopOutcome found = outcome.isoFlop();
    curves.show(IsoFlopFigures.curves(state, found));
    params.show(IsoFlopFigures.power(outcome, true));
    tokens.show(IsoFlopFigures.power(outcome, false));
    left.removeAll();
    found
        .left()
        .forEach(
            l ->
                left.add(
                    new ListItem(
                        "C = %s has no minimum: %s."
                            .formatted(Amounts.flops(l.flops()), l.why()))));
    left.setVisible(!found.left().isEmpty());
    laws.removeAll();
    addLaw("Best N", "N", found.params());
    addLaw("Best D", "D", found.tokens());
    bias.setText(bias(found));
    bias.setClassName("is-weak", found.bias() != null && worst(found.bias()) > NOTABLE);
  }

  private void addLaw(String name, String letter, @Nullable Power power) {
    if (power != null) {
      Span law = new Span(Formula.words(power.law(), letter));
      Interval exponent = power.exponent();
      Span sure =
          new Span(
              Double.isNaN(exponent.low())
                  ? "two points leave no interval"
                  : Amounts.range(exponent, Amounts::nats));
      laws.add(Card.figure(name, law), Card.figure("Its exponent, 95 %", sure));
    }
  }

  private static String bias(IsoFlopOutcome found) {
    IsoFlop.@Nullable Bias bias = found.bias();
    if (bias == null) {
      return "Parabolas are biased even without noise, since a budget’s losses are no parabola. How"
          + " much cannot be said here, for there is no law L(N, D) that could be taken for the"
          + " truth.";
    }
    return ("Parabolas are biased even without noise, since a budget’s losses are no parabola. If the"
            + " law L(N, D) above were exact, these very sizes would make them say an N of %s and a D"
            + " of %s than is right for C = %s, and an exponent of N that is off by %s. Prefer L(N, D).")
        .formatted(
            off(bias.params()),
            off(bias.tokens()),
            Amounts.flops(found.targetFlops()),
            Numbers.brief(bias.exponent()));
  }

  private static double worst(IsoFlop.Bias bias) {
    return Math.max(Math.abs(bias.params()), Math.abs(bias.tokens()));
  }

  private static String off(double share) {
    return Amounts.percent(Math.abs(share)) + (share < 0 ? " less" : " more");
  }

  private void open(String run) {
    getUI().ifPresent(ui -> ui.navigate("runs/" + run));
  }
}
