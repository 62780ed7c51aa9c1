package dev.assay.ui.sweeps;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import dev.assay.search.PrunerSpec;
import dev.assay.sweeps.Trial;
import dev.assay.sweeps.TrialStatus;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many trials reached which rung, and which were pruned. */
class RungsTab extends Div implements SweepPart {
  private static final int MOST_NAMED = 40;
  private static final int MOST_WITHOUT_SCROLLING = 20;

  private final SweepReader reader;
  private final Paragraph what = new Paragraph();
  private final Grid<Rungs.Rung> rungs = new Grid<>();
  private final Grid<Trial> pruned = new Grid<>();
  private final Nothing none = new Nothing("No trial has been pruned.");
  private int most = 1;
  private @Nullable SweepState shown;

  RungsTab(SweepReader reader) {
    this.reader = reader;
    addClassName("rungs-tab");
    what.addClassName("soft");
    columns();
    add(what, rungs, none, pruned);
  }

  private void columns() {
    for (Grid<?> grid : List.of(rungs, pruned)) {
      grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
      grid.setSelectionMode(Grid.SelectionMode.NONE);
      grid.setAllRowsVisible(true);
    }
    rungs.getElement().setAttribute("aria-label", "Rungs");
    rungs.addColumn(Rungs.Rung::number).setHeader("Rung").setWidth("70px").setFlexGrow(0);
    number("At step", rung -> Numbers.whole(rung.step()), "110px");
    rungs
        .addColumn(
            LitRenderer.<Rungs.Rung>of(
                    "<span class='importance-cell'><span class='importance-bar' aria-hidden='true'>"
                        + "<span style='width: ${item.width}'></span></span>"
                        + "<span class='number'>${item.reached}</span></span>")
                .withProperty(
                    "width",
                    rung -> String.format(Locale.ROOT, "%.1f%%", 100.0 * rung.reached() / most))
                .withProperty("reached", rung -> Numbers.count(rung.reached(), "trial")))
        .setHeader("Reached")
        .setWidth("200px")
        .setFlexGrow(1);
    number(
        "Bound to go on",
        rung -> Double.isNaN(rung.bound()) ? "–" : Numbers.brief(rung.bound()),
        "130px");
    number("Pruned", rung -> Numbers.whole(rung.pruned().size()), "90px");
    rungs
        .addColumn(
            LitRenderer.<Rungs.Rung>of("<span title=${item.who}>${item.who}</span>")
                .withProperty("who", RungsTab::who))
        .setHeader("Trials pruned there")
        .setWidth("180px")
        .setFlexGrow(2);
    pruned.getElement().setAttribute("aria-label", "Pruned trials");
    pruned.addClassName("pruned-trials");
    pruned
        .addColumn(
            LitRenderer.<Trial>of("<a href=${item.path}>Trial ${item.number}</a>")
                .withProperty(
                    "path", t -> SweepTab.DECISIONS.path(t.sweep()) + "?trial=" + t.number())
                .withProperty("number", Trial::number))
        .setHeader("Pruned")
        .setWidth("110px")
        .setFlexGrow(0);
    pruned
        .addColumn(
            LitRenderer.<Trial>of("<span title=${item.why}>${item.why}</span>")
                .withProperty("why", t -> t.ended() == null ? "–" : Sentences.capital(t.ended())))
        .setHeader("Why")
        .setFlexGrow(1);
  }

  private void number(String header, ValueProvider<Rungs.Rung, String> value, String width) {
    rungs
        .addColumn(value)
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
  }

  private static String who(Rungs.Rung rung) {
    int more = rung.pruned().size() - MOST_NAMED;
    return rung.pruned().stream()
            .limit(MOST_NAMED)
            .map(String::valueOf)
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  @Override
  public void show(SweepState state) {
    if (shown != null && shown.trials().equals(state.trials()) && state.isOver()) {
      return;
    }
    shown = state;
    PrunerSpec pruner = state.sweep().spec().pruner();
    List<Trial> ended =
        state.trials().stream().filter(t -> t.status() == TrialStatus.PRUNED).toList();
    what.setText(words(pruner));
    rungs.setVisible(Rungs.has(pruner));
    if (Rungs.has(pruner)) {
      List<Rungs.Rung> all =
          Rungs.of(
              pruner,
              state.objective().direction(),
              reader.curves(state.sweep().id()),
              ended.stream().map(Trial::number).toList());
      most = Math.max(1, all.stream().mapToInt(Rungs.Rung::reached).max().orElse(1));
      rungs.setItems(all);
    }
    none.setVisible(ended.isEmpty());
    pruned.setVisible(!ended.isEmpty());
    pruned.setAllRowsVisible(ended.size() <= MOST_WITHOUT_SCROLLING);
    pruned.setItems(ended.reversed());
  }

  private static String words(PrunerSpec pruner) {
    return switch (pruner) {
      case PrunerSpec.None _ -> "This sweep has no pruner: every trial runs to its end.";
      case PrunerSpec.Median _ ->
          "The median pruner has no rungs: it ends a trial whose best value is worse than the"
              + " median of the others at that step.";
      case PrunerSpec.Asha(_, _, int reduction) ->
          "At each rung the best 1/%d of those that have reached it go on.".formatted(reduction);
      case PrunerSpec.Hyperband(_, _, int reduction) ->
          ("In each bracket the best 1/%d of those that have reached a rung go on; the brackets"
                  + " begin at different rungs and are counted together here.")
              .formatted(reduction);
    };
  }
}
