package dev.assay.ui.run;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunId;

/** How the machine was doing meanwhile: memory, processors, devices. */
class SystemTab extends Div implements RunPart {
  private static final String PREFIX = "system/";

  private final MetricPanels panels;

  SystemTab(RunId run) {
    panels = new MetricPanels(run);
    panels.setFilter(SystemTab::isSystemMetric);
    panels.setLook(ChartSettings.from(QueryParameters.empty()));
    add(panels);
  }

  static boolean isSystemMetric(String metric) {
    return metric.startsWith(PREFIX);
  }

  @Override
  public void show(RunState now) {
    panels.show(now);
  }
}
