package dev.assay.ui.run;

import com.vaadin.flow.component.html.Div;
import dev.assay.ui.charts.ChartPanels;
import dev.assay.ui.charts.ChartRun;
import java.util.List;

/** How the machine was doing meanwhile: memory, processors, devices. */
class SystemTab extends Div implements RunPart {
  static final String PREFIX = "system/";

  private final ChartPanels panels = new ChartPanels();

  SystemTab() {
    panels.setOnly(PREFIX);
    add(panels);
  }

  @Override
  public void show(RunState now) {
    panels.setRuns(List.of(ChartRun.of(now.run())));
  }
}
