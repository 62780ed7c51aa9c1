package dev.assay.ui.compare;

import com.vaadin.flow.component.html.Div;
import dev.assay.ui.charts.ChartLook;
import dev.assay.ui.charts.ChartPanels;
import dev.assay.ui.charts.ChartTools;

/** The curves of all runs, over each other. */
class ChartsTab extends Div {
  private final ChartPanels panels = new ChartPanels();
  private final CompareUrl url;
  private ChartLook look;

  ChartsTab(Comparison comparison, CompareUrl url) {
    this.url = url;
    look = ChartLook.from(url.parameters());
    addClassName("compared-charts");
    panels.setLook(look);
    panels.setRuns(comparison.runs());
    panels.addLookListener(this::moved);
    add(new ChartTools(look, this::set), panels);
  }

  /** The tools know nothing of the layout. */
  private void set(ChartLook wanted) {
    look = wanted.withLayout(look.layout());
    panels.setLook(look);
    url.set(look.parameters());
  }

  private void moved(ChartLook wanted) {
    look = wanted;
    url.set(look.parameters());
  }
}
