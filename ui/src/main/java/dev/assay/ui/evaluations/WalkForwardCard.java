package dev.assay.ui.evaluations;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.evaluations.WalkForward;
import dev.assay.evaluations.WalkForward.Fold;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a map that is fitted to earlier rows makes later ones better, split after split. */
final class WalkForwardCard extends Section {
  private final EvaluationReader reader;
  private final EvaluationState state;
  private final Select<Boolean> expanding = new Select<>();
  private final TextField train = new TextField("Fitted to");
  private final TextField gap = new TextField("Gap");
  private final TextField test = new TextField("Judged on");
  private final Table<Fold> folds = new Table<>("Splits by time");
  private final Aside answer = new Aside(folds);

  WalkForwardCard(EvaluationState state, EvaluationReader reader, Settings settings) {
    this.state = state;
    this.reader = reader;
    addClassNames("card", "titled-card", "walk-forward");
    getElement().setAttribute("aria-label", "Walking forward");
    Optional<Walk> asked = Walk.of(settings.all("walk"));
    fill(asked.orElseGet(this::standard));
    columns();
    Button go = new Button("Walk forward", _ -> go());
    Div tools = new Div(expanding, train, gap, test, go);
    tools.addClassNames("tools", "labelled");
    add(
        new H2("Walking forward"),
        Card.soft(
            "Would recalibrating have helped? A map (Platt’s, of more classes temperature) is fitted"
                + " to the rows before a date and judged on those after it, again and again."),
        tools,
        answer);
    asked.ifPresent(this::compute);
  }

  private Walk standard() {
    @Nullable Instant from = state.evaluation().from();
    @Nullable Instant until = state.evaluation().until();
    Duration span =
        from == null || until == null ? Duration.ofDays(100) : Duration.between(from, until);
    return new Walk(true, Lengths.about(span, 0.4), Duration.ZERO, Lengths.about(span, 0.1));
  }

  private void fill(Walk walk) {
    expanding.setLabel("Fitted to rows");
    expanding.setItems(List.of(true, false));
    expanding.setItemLabelGenerator(all -> all ? "All before" : "The last before");
    expanding.setValue(walk.expanding());
    train.setValue(Lengths.text(walk.train()));
    gap.setValue(Lengths.text(walk.gap()));
    test.setValue(Lengths.text(walk.test()));
    for (TextField field : List.of(train, gap, test)) {
      field.setManualValidation(true);
      field.setErrorMessage(Lengths.RULE);
      field.addValueChangeListener(_ -> field.setInvalid(false));
    }
    train.setLabel("At least");
    expanding.addValueChangeListener(_ -> train.setLabel(expanding.getValue() ? "At least" : "Of"));
    train.setLabel(walk.expanding() ? "At least" : "Of");
  }

  private void columns() {
    folds
        .sure(
            "Fitted to, UTC",
            "190px",
            f -> Words.time(f.trainFrom()) + " to",
            f -> Words.time(f.trainUntil()))
        .number("Rows", "80px", f -> Numbers.whole(f.trainRows()))
        .sure(
            "Judged on, UTC",
            "190px",
            f -> Words.time(f.testFrom()) + " to",
            f -> Words.time(f.testUntil()))
        .number("Rows", "80px", f -> Numbers.whole(f.testRows()))
        .number("Log-loss", "88px", f -> Words.number(f.raw()), f -> Numbers.exact(f.raw()))
        .number(
            "after",
            "88px",
            f -> Words.number(f.recalibrated()),
            f -> Numbers.exact(f.recalibrated()))
        .number("ECE", "80px", f -> Words.number(f.rawEce()), f -> Numbers.exact(f.rawEce()))
        .number(
            "after",
            "80px",
            f -> Words.number(f.recalibratedEce()),
            f -> Numbers.exact(f.recalibratedEce()))
        .text("", "120px", WalkForwardCard::said);
  }

  private static String said(Fold fold) {
    if (fold.problem() != null) {
      return Sentences.of(fold.problem());
    }
    return fold.recalibrated() < fold.raw() ? "Helped" : "Did not help";
  }

  private void go() {
    for (TextField field : List.of(train, gap, test)) {
      field.setInvalid(Lengths.parse(field.getValue()).isEmpty());
    }
    if (!train.isInvalid() && !gap.isInvalid() && !test.isInvalid()) {
      Walk walk =
          new Walk(
              expanding.getValue(),
              Lengths.parse(train.getValue()).orElseThrow(),
              Lengths.parse(gap.getValue()).orElseThrow(),
              Lengths.parse(test.getValue()).orElseThrow());
      UrlState.replace(this, Map.of("walk", walk.word()));
      compute(walk);
    }
  }

  private void compute(Walk walk) {
    answer.compute("Walking forward", () -> reader.walkForward(state.id(), walk), this::show);
  }

  private void show(WalkForward found) {
    folds.show(found.folds());
  }
}
