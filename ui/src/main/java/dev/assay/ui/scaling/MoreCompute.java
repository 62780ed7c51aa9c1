package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.assay.scaling.BestUse;
import dev.assay.studies.Answers;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What ten times the compute would give. */
final class MoreCompute extends Div {
  private static final double FACTOR = 10;

  private final StudyReader reader;
  private final AmountField flops = new AmountField("FLOPs now", "1e18");
  private final AmountField factor = new AmountField("Times", "10");
  private final Button ask = new Button("Ask", _ -> answer());
  private final Table<Row> table = new Table<>("What more compute gives");
  private final Paragraph drop = new Paragraph();
  private final Nothing none =
      new Nothing("Without a law that has intervals nothing is said of budgets.");
  private @Nullable StudyState state;

  /** An answer for both budgets, in words. */
  record Row(String answer, String now, String then) {}

  MoreCompute(StudyReader reader) {
    this.reader = reader;
    addClassName("more-compute");
    Div form = new Div(flops, factor, ask);
    form.addClassNames("tools", "labelled");
    drop.addClassName("verdict");
    drop.getElement().setAttribute("role", "status");
    table
        .text("", "110px", Row::answer)
        .text("Now", "150px", Row::now)
        .text("Then", "150px", Row::then);
    add(none, form, drop, table);
  }

  void show(StudyState now) {
    state = now;
    if (!flops.isGiven()) {
      List<Double> budgets = now.counted().stream().map(o -> FitFigures.number(o.flops())).toList();
      flops.setValue(budgets.isEmpty() ? "" : Amounts.flops(Spread.most(budgets)));
      factor.setValue(Amounts.count(FACTOR));
    }
    answer();
  }

  private void answer() {
    StudyState of = state;
    Optional<Answers> answers = of == null ? Optional.empty() : reader.answers(of);
    none.setVisible(answers.isEmpty());
    getChildren()
        .filter(part -> !part.equals(none))
        .forEach(p -> p.setVisible(answers.isPresent()));
    Optional<Double> budget = flops.amount();
    Optional<Double> times = factor.amount();
    if (answers.isEmpty() || budget.isEmpty() || times.isEmpty()) {
      return;
    }
    BestUse.More more = answers.get().best(budget.get(), times.get());
    drop.setText(
        "%s times the compute lowers the loss by %s nats (%s), to %s."
            .formatted(
                Amounts.count(times.get()),
                Amounts.nats(more.lossDropNats().estimate()),
                Amounts.range(more.lossDropNats(), Amounts::nats),
                Amounts.nats(more.then().best().lossNats())));
    table.show(
        Arrays.stream(Answer.values())
            .map(a -> new Row(a.label(), words(a, more.now()), words(a, more.then())))
            .toList());
  }

  private static String words(Answer of, BestUse use) {
    return "%s (%s)"
        .formatted(of.written(of.of(use).estimate()), Amounts.range(of.of(use), of::written));
  }
}
