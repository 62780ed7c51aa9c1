package dev.assay.ui.evaluations;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.evaluation.Interval;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluation.Slices.Slice;
import dev.assay.evaluations.SliceTable;
import dev.assay.evaluations.SliceTable.Row;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** For whom the model is worst. */
class SlicesTab extends Div {
  private static final int MOST_COLUMNS = 3;
  private static final int MOST_ROWS_WITHOUT_SCROLLING = 25;
  private static final double SURE = 0.05;

  private final EvaluationReader reader;
  private final EvaluationState state;
  private final MultiSelectComboBox<String> by =
      new MultiSelectComboBox<>("By one to three columns");
  private final Select<RowLoss> loss = new Select<>();
  private final Select<MultipleTests> correction = new Select<>();
  private final Paragraph verdict = new Paragraph();
  private final Table<Row> table = new Table<>("Slices");
  private final Aside answer;
  private double least;
  private double most;
  private double mean;

  SlicesTab(EvaluationState state, EvaluationReader reader, Settings settings) {
    this.reader = reader;
    this.state = state;
    addClassName("slices-tab");
    verdict.addClassName("verdict");
    answer =
        new Aside(
            new Card(
                "Worst slices first",
                verdict,
                Card.soft(
                    "Means are drawn to the mean of all rows by as much as few rows explain, so that"
                        + " three unlucky rows are not the worst slice. p is of a difference to all"
                        + " other rows, corrected for the number of slices."),
                table));
    List<String> groups = state.evaluation().groups();
    if (groups.isEmpty()) {
      add(
          new Nothing(
              "Rows of this evaluation have no columns by which they could be told apart. Upload the"
                  + " predictions again with more columns, as country or age: every column that is"
                  + " nothing else is one."));
      return;
    }
    choices(groups, settings);
    columns();
    Div tools = new Div(by, loss, correction);
    tools.addClassNames("tools", "labelled");
    add(tools, answer);
    compute();
  }

  private void choices(List<String> groups, Settings settings) {
    by.setItems(groups);
    by.addClassName("evaluation-field");
    Set<String> wanted =
        settings.all("by").stream()
            .filter(groups::contains)
            .limit(MOST_COLUMNS)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    by.setValue(wanted.isEmpty() ? Set.of(groups.getFirst()) : wanted);
    loss.setLabel("Loss");
    loss.setItems(RowLoss.values());
    loss.setItemLabelGenerator(Words::of);
    loss.setValue(settings.word("loss", RowLoss.LOG_LOSS));
    correction.setLabel("Correction");
    correction.setItems(MultipleTests.values());
    correction.setItemLabelGenerator(Words::of);
    correction.setValue(settings.word("correction", MultipleTests.HOLM));
    by.addValueChangeListener(_ -> changed());
    loss.addValueChangeListener(_ -> changed());
    correction.addValueChangeListener(_ -> changed());
  }

  private void changed() {
    UrlState.replace(
        this,
        Map.of(
            "by", String.join(",", by.getValue()),
            "loss", Settings.wordUnless(loss.getValue(), RowLoss.LOG_LOSS),
            "correction", Settings.wordUnless(correction.getValue(), MultipleTests.HOLM)));
    compute();
  }

  private void compute() {
    List<String> columns =
        state.evaluation().groups().stream().filter(by.getValue()::contains).toList();
    if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
      answer.refuse("Choose one to three columns.");
      return;
    }
    RowLoss of = loss.getValue();
    MultipleTests corrected = correction.getValue();
    answer.compute(
        "Comparing slices", () -> reader.slices(state.id(), columns, of, corrected), this::show);
  }

  private void columns() {
    table
        .addColumn(
            LitRenderer.<Row>of(
                    "<span class='sure'><span title=${item.name}>${item.name}</span>"
                        + "<span class='left-out'>${item.small}</span></span>")
                .withProperty("name", Row::name)
                .withProperty("small", r -> r.slice().isSmall() ? "few rows" : ""))
        .setHeader("Slice")
        .setWidth("160px")
        .setFlexGrow(2);
    table
        .number("Rows", "84px", r -> Numbers.whole(r.slice().rows()))
        .number("Mean", "90px", r -> Words.number(r.slice().mean()), r -> exact(r.slice()))
        .sure(
            "Shrunk mean",
            "150px",
            r -> Words.number(r.slice().shrunk().estimate()),
            r -> Words.range(r.slice().shrunk()));
    table
        .addColumn(
            LitRenderer.<Row>of(
                    "<span class='interval' aria-hidden='true'><i class='interval-all'"
                        + " style=${item.all}></i><span class='interval-bar' style=${item.bar}></span>"
                        + "<i class='interval-mean' style=${item.mean}></i></span>")
                .withProperty("all", _ -> "left: " + place(mean))
                .withProperty("bar", r -> bar(r.slice().shrunk()))
                .withProperty("mean", r -> "left: " + place(r.slice().shrunk().estimate())))
        .setHeader("Beside the mean of all")
        .setWidth("200px")
        .setFlexGrow(2);
    table.number("Difference", "100px", r -> Words.number(r.slice().difference()));
    table
        .addColumn(
            LitRenderer.<Row>of(
                    "<span class='number ${item.look}' title=${item.raw}>${item.p}</span>")
                .withProperty("look", r -> isSure(r.slice()) ? "is-sure" : "")
                .withProperty("raw", r -> "uncorrected " + Words.p(r.slice().p()))
                .withProperty("p", r -> Words.p(r.slice().adjustedP())))
        .setHeader("Corrected p")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("104px")
        .setFlexGrow(0);
  }

  private static String exact(Slice slice) {
    return "%s, standard error %s"
        .formatted(Numbers.exact(slice.mean()), Words.number(slice.standardError()));
  }

  private static boolean isSure(Slice slice) {
    return slice.adjustedP() < SURE;
  }

  private String place(double value) {
    double share = most > least ? (value - least) / (most - least) : 0.5;
    return String.format(Locale.ROOT, "%.2f%%", Math.clamp(share, 0, 1) * 100);
  }

  private String bar(Interval interval) {
    double from = most > least ? (interval.low() - least) / (most - least) : 0.5;
    double to = most > least ? (interval.high() - least) / (most - least) : 0.5;
    return String.format(
        Locale.ROOT,
        "left: %.2f%%; width: %.2f%%",
        Math.clamp(from, 0, 1) * 100,
        Math.clamp(to - from, 0, 1) * 100);
  }

  private void show(SliceTable found) {
    List<Row> rows = found.slices();
    mean = found.mean();
    least =
        Math.min(mean, rows.stream().mapToDouble(r -> r.slice().shrunk().low()).min().orElse(mean));
    most =
        Math.max(
            mean, rows.stream().mapToDouble(r -> r.slice().shrunk().high()).max().orElse(mean));
    long sure = rows.stream().filter(r -> isSure(r.slice()) && r.slice().difference() > 0).count();
    verdict.setText(
        "%s of all rows is %s. %s"
            .formatted(
                Words.of(found.loss()),
                Words.number(found.mean()),
                sure == 0
                    ? "No slice is worse than the others beyond chance."
                    : "Of %s %d %s worse than the others beyond chance (p < 0.05)."
                        .formatted(
                            Numbers.count(rows.size(), "slice"), sure, sure == 1 ? "is" : "are")));
    table.setAllRowsVisible(rows.size() <= MOST_ROWS_WITHOUT_SCROLLING);
    table.show(rows);
  }
}
