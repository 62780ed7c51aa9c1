package dev.assay.ui.run;

import com.vaadin.flow.component.html.Div;
import dev.assay.ui.charts.ChartLook;
import dev.assay.ui.charts.ChartPanels;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.charts.ChartTools;
import dev.assay.ui.parts.UrlState;
import java.util.List;

/** The curves of a run, with search, smoothing and scale above them. */
class ChartsTab extends Div implements RunPart {
  private final ChartPanels panels = new ChartPanels();
  private ChartLook look;

  ChartsTab(ChartLook look) {
    this.look = look;
    panels.setLook(look);
    panels.setWithout(SystemTab.PREFIX);
    panels.addLookListener(this::moved);
    add(new ChartTools(look, this::set), panels);
  }

  /** The tools know nothing of the layout. */
  private void set(ChartLook wanted) {
    look = wanted.withLayout(look.layout());
    panels.setLook(look);
    UrlState.replace(this, look.parameters());
  }

  private void moved(ChartLook wanted) {
    look = wanted;
    UrlState.replace(this, look.parameters());
  }

  @Override
  public void show(RunState now) {
    panels.setRuns(List.of(ChartRun.of(now.run())));
  }
}
