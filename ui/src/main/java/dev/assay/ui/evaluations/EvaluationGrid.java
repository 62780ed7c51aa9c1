package dev.assay.ui.evaluations;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.evaluations.Evaluation;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;

/** Evaluations with the metrics that tell most, each with its interval. */
@Uses(TimeText.class) // its element stands in a template
final class EvaluationGrid extends Grid<Choice> {
  /**
   * @param ofRun whether all are of one run, which is known
   */
  EvaluationGrid(boolean ofRun) {
    addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    setSelectionMode(SelectionMode.NONE);
    addClassName("opens-rows");
    getElement().setAttribute("aria-label", "Evaluations");
    name();
    if (!ofRun) {
      run();
    }
    split();
    addColumn(choice -> Numbers.whole(choice.evaluation().rows()))
        .setHeader("Rows")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("74px")
        .setFlexGrow(0);
    score("Accuracy", "accuracy");
    score("AUROC", "auroc");
    score("ECE", "ece");
    score("Log-loss", "log_loss");
    status();
    time();
    addItemClickListener(
        click ->
            UI.getCurrentOrThrow()
                .navigate(EvaluationLink.path(click.getItem().evaluation().id())));
  }

  private void name() {
    addColumn(
            LitRenderer.<Choice>of(
                    "<a class='experiment-name' href=${item.path} title=${item.name}>${item.name}</a>")
                .withProperty("path", choice -> EvaluationLink.path(choice.id()))
                .withProperty("name", choice -> choice.evaluation().spec().name()))
        .setHeader("Name")
        .setWidth("100px")
        .setFlexGrow(2)
        .setFrozen(true);
  }

  private void run() {
    addColumn(
            LitRenderer.<Choice>of("<a href=${item.path} title=${item.name}>${item.name}</a>")
                .withProperty("path", choice -> RunLink.path(choice.evaluation().run()))
                .withProperty("name", Choice::run))
        .setHeader("Run")
        .setWidth("104px")
        .setFlexGrow(2);
  }

  private void split() {
    addColumn(
            LitRenderer.<Choice>of(
                    "<span class='stack'><span title=${item.it}>${item.it}</span>"
                        + "<span class='soft'>${item.how}</span></span>")
                .withProperty("it", choice -> choice.evaluation().spec().split())
                .withProperty("how", choice -> Words.how(choice.evaluation().spec().splitBy())))
        .setHeader("Split")
        .setWidth("94px")
        .setFlexGrow(1);
  }

  private void score(String header, String key) {
    addColumn(
            LitRenderer.<Choice>of(
                    "<span class='sure' title=${item.exact}><span class='number'>${item.it}</span>"
                        + "<span class='number soft'>${item.range}</span></span>")
                .withProperty("it", c -> estimate(c.evaluation(), key))
                .withProperty("range", c -> range(c.evaluation(), key))
                .withProperty("exact", c -> exact(c.evaluation(), key)))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("108px")
        .setFlexGrow(0);
  }

  private static String estimate(Evaluation of, String key) {
    return Words.score(of, key).map(s -> Words.number(s.interval().estimate())).orElse("");
  }

  private static String range(Evaluation of, String key) {
    return Words.score(of, key).map(s -> Words.narrowRange(s.interval())).orElse("");
  }

  private static String exact(Evaluation of, String key) {
    return Words.score(of, key).map(Words::exact).orElse("");
  }

  private void status() {
    addColumn(
            LitRenderer.<Choice>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.status}</span>")
                .withProperty("look", c -> Words.styleClass(c.evaluation().status()))
                .withProperty("why", c -> why(c.evaluation()))
                .withProperty("status", c -> status(c.evaluation())))
        .setHeader("Status")
        .setWidth("112px")
        .setFlexGrow(0);
  }

  private static String why(Evaluation of) {
    return of.error() == null ? Words.explanation(of.status()) : of.error();
  }

  private static String status(Evaluation of) {
    return of.status() == Evaluation.Status.COMPUTING
        ? Numbers.percent(of.progress()) + " done"
        : Words.of(of.status());
  }

  private void time() {
    addColumn(
            LitRenderer.<Choice>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", choice -> choice.evaluation().createdAt().toString()))
        .setHeader("Added")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("90px")
        .setFlexGrow(0);
  }
}
