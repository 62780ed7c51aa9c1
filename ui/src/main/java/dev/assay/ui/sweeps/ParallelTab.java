package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import dev.assay.runs.RunId;
import dev.assay.search.Domain;
import dev.assay.search.Parameter;
import dev.assay.sweeps.SweepSpec;
import dev.assay.sweeps.Trial;
import dev.assay.ui.charts.Plot;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.charts.PlotSpec;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parallel coordinates: an axis for each param and objective, a line for each trial. */
class ParallelTab extends Div implements SweepPart {
  private final Plot plot = new Plot();
  private final Nothing none = new Nothing("No trial has told a value yet.");
  private List<PlotRow> drawn = List.of();
  private @Nullable SweepState shown;

  ParallelTab() {
    addClassName("plot-tab");
    plot.addChosenListener(this::open);
    add(none, plot);
  }

  /** An axis is logarithmic where the sweep looks at logarithms. */
  private static PlotSpec spec(SweepState state) {
    SweepSpec of = state.sweep().spec();
    PlotSpec spec =
        PlotSpec.parallel("Configurations and what came of them", TrialPlot.axes(of))
            .coloredBy(TrialPlot.column(state.objective()));
    for (Parameter parameter : of.space().parameters()) {
      if (isLogarithmic(parameter.domain())) {
        spec = spec.withLog(TrialPlot.column(parameter), true);
      }
    }
    return spec;
  }

  private static boolean isLogarithmic(Domain domain) {
    return switch (domain) {
      case Domain.LogUniform _ -> true;
      case Domain.Int whole -> whole.log();
      case Domain.Uniform _, Domain.Choice _, Domain.Constant _ -> false;
    };
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
      plot.setSpec(spec(state));
    }
    shown = state;
    List<PlotRow> rows = TrialPlot.rows(state);
    none.setVisible(rows.isEmpty());
    plot.setVisible(!rows.isEmpty());
    if (!rows.equals(drawn)) {
      plot.setRows(rows);
      drawn = rows;
    }
  }
}
