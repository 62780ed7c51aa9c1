package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import dev.assay.runs.RunId;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.Trial;
import dev.assay.ui.charts.Plot;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.charts.PlotSpec;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trials by two objectives, with those that no other is better than in all of them. */
class FrontTab extends Div implements SweepPart {
  private final SweepReader reader;
  private final Select<Objective> across = new Select<>();
  private final Select<Objective> up = new Select<>();
  private final Paragraph what =
      new Paragraph(
          "On the front are the finished trials that no other of them is better than in every objective.");
  private final Plot plot = new Plot();
  private final Nothing none = new Nothing("No trial has told its values yet.");
  private List<PlotRow> drawn = List.of();
  private @Nullable SweepState shown;

  FrontTab(SweepReader reader) {
    this.reader = reader;
    addClassName("plot-tab");
    what.addClassName("soft");
    Div tools = new Div(across, up);
    tools.addClassNames("tools", "labelled");
    across.setLabel("Across");
    up.setLabel("Up");
    plot.addChosenListener(this::open);
    add(tools, what, none, plot);
  }

  private void begin(SweepState state) {
    List<Objective> objectives = state.sweep().spec().objectives();
    for (Select<Objective> choice : List.of(across, up)) {
      choice.setItems(objectives);
      choice.setItemLabelGenerator(Words::brief);
      choice.addValueChangeListener(
          change -> {
            if (change.isFromClient()) {
              draw();
            }
          });
    }
    across.setValue(objectives.getFirst());
    up.setValue(objectives.get(Math.min(1, objectives.size() - 1)));
    draw();
  }

  private void draw() {
    plot.setSpec(
        PlotSpec.scatter(
                "Pareto front",
                TrialPlot.column(across.getValue()),
                TrialPlot.column(up.getValue()))
            .coloredBy(TrialPlot.FRONT));
  }

  private void open(RunId id) {
    SweepState state = shown;
    @Nullable Trial trial = state == null ? null : TrialPlot.byId(state).get(id);
    if (trial != null && !trial.runs().isEmpty()) {
      getUI().ifPresent(ui -> ui.navigate(RunLink.path(trial.runs().getFirst())));
    }
  }

  @Override
  public void show(SweepState state) {
    if (shown == null) {
      begin(state);
    }
    boolean changed = shown == null || !shown.trials().equals(state.trials());
    shown = state;
    if (changed) {
      List<PlotRow> rows = TrialPlot.rows(state, reader.front(state.sweep().id()));
      none.setVisible(rows.isEmpty());
      plot.setVisible(!rows.isEmpty());
      if (!rows.equals(drawn)) {
        plot.setRows(rows);
        drawn = rows;
      }
    }
  }
}
