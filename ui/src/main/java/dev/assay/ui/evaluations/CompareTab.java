package dev.assay.ui.evaluations;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.evaluation.DeLong;
import dev.assay.evaluation.Interval;
import dev.assay.evaluations.Compared;
import dev.assay.evaluations.Compared.Difference;
import dev.assay.evaluations.Compared.Example;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This evaluation beside another one of the same rows. */
class CompareTab extends Div {
  private static final double SURE = 0.05;
  private static final int MOST_ROWS_WITHOUT_SCROLLING = 25;

  private final EvaluationReader reader;
  private final EvaluationState state;
  private final EvaluationField other;
  private final UnorderedList tests = new UnorderedList();
  private final Table<Difference> differences = new Table<>("Differences");
  private final Table<Example> examples = new Table<>("Rows that are decided otherwise");
  private final Nothing noExamples = new Nothing("No row is decided otherwise.");
  private final Aside answer;

  CompareTab(EvaluationState state, EvaluationReader reader, Settings settings) {
    this.reader = reader;
    this.state = state;
    List<Choice> alike = reader.alike(state.evaluation());
    addClassName("compare-tab");
    other = new EvaluationField("With", alike);
    other.choose(alike, settings.get("other"));
    other.setHelperText("Of the same rows: the same ids, or the same number of rows in one order");
    other.addValueChangeListener(_ -> changed());
    differences();
    examples();
    answer =
        new Aside(
            new Card("Tests", tests),
            new Card(
                "Differences",
                Card.soft(
                    "This one less the other one, of paired resamples. p is the chance of such a"
                        + " difference if there was none; it is not corrected for the number of"
                        + " metrics."),
                differences),
            new Card("Rows that are decided otherwise", noExamples, examples));
    answer.addClassName("stacked-answer");
    Div tools = new Div(other);
    tools.addClassNames("tools", "labelled");
    add(tools, answer);
    compute();
  }

  private void changed() {
    @Nullable Choice chosen = other.getValue();
    UrlState.replace(this, Map.of("other", chosen == null ? "" : chosen.id().toString()));
    compute();
  }

  private void compute() {
    @Nullable Choice chosen = other.getValue();
    if (chosen == null) {
      answer.refuse(
          "Choose an evaluation of the same rows, as of another model on the same split.");
    } else {
      answer.compute(
          "Comparing row by row", () -> reader.compare(state.id(), chosen.id()), this::show);
    }
  }

  private void differences() {
    differences
        .text("Metric", "150px", Difference::label)
        .number("This one", "100px", d -> Words.number(d.one()), d -> Numbers.exact(d.one()))
        .number("The other", "100px", d -> Words.number(d.other()), d -> Numbers.exact(d.other()))
        .sure(
            "Difference",
            "160px",
            d -> Words.number(d.interval().estimate()),
            d -> Words.range(d.interval()));
    differences
        .addColumn(
            LitRenderer.<Difference>of("<span class='number ${item.look}'>${item.p}</span>")
                .withProperty("look", d -> d.p() < SURE ? "is-sure" : "")
                .withProperty("p", d -> Words.p(d.p())))
        .setHeader("p")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("90px")
        .setFlexGrow(0);
  }

  private void examples() {
    examples
        .text("Row", "110px", Example::id)
        .text("Is", "110px", Example::label)
        .text("This one says", "120px", Example::one)
        .number("with", "90px", e -> Words.number(e.oneProbability()))
        .text("The other says", "120px", Example::other)
        .number("with", "90px", e -> Words.number(e.otherProbability()));
  }

  private void show(Compared found) {
    tests.removeAll();
    tests.add(new ListItem(Numbers.count(found.rows(), "row") + " are in both."));
    DeLong.@Nullable Test delong = found.delong();
    if (delong != null) {
      tests.add(new ListItem(delong(delong)));
    }
    tests.add(
        new ListItem(
            "Right only here are %s, only there %s (McNemar’s test, %s)."
                .formatted(
                    Numbers.count(found.mcnemar().onlyOne(), "row"),
                    Numbers.whole(found.mcnemar().onlyOther()),
                    Words.withP(found.mcnemarP()))));
    tests.add(
        new ListItem(
            "%s decided otherwise%s."
                .formatted(
                    Numbers.count(found.changed(), "row") + (found.changed() == 1 ? " is" : " are"),
                    found.changed() > found.examples().size()
                        ? "; those of the largest shift stand below"
                        : "")));
    found.warnings().forEach(warning -> tests.add(new ListItem(Sentences.of(warning))));
    differences.show(found.differences());
    noExamples.setVisible(found.examples().isEmpty());
    examples.setVisible(!found.examples().isEmpty());
    examples.setAllRowsVisible(found.examples().size() <= MOST_ROWS_WITHOUT_SCROLLING);
    examples.show(found.examples());
  }

  private static String delong(DeLong.Test test) {
    if (Double.isNaN(test.p())) {
      return "DeLong’s test says nothing of the AUROCs: they do not vary.";
    }
    Interval interval = test.interval();
    return "AUROC differs by %s, 95 %% interval %s (DeLong’s test, %s)."
        .formatted(Words.number(test.difference()), Words.range(interval), Words.withP(test.p()));
  }
}
