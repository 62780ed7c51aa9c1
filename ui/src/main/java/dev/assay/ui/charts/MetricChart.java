package dev.assay.ui.charts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import dev.assay.runs.RunId;

/**
 * A metric of a run as a curve. The element charts/assay-chart.js fetches the data itself; none
 * passes through here.
 */
@Tag("assay-chart")
@JsModule("context://charts/assay-chart.js")
public class MetricChart extends Component {
  public MetricChart(RunId run) {
    getElement().setAttribute("runs", run.toString());
    getElement().setAttribute("colors", Integer.toString(RunColor.of(run)));
    getElement().setAttribute("role", "figure");
  }

  public void setMetric(String metric) {
    getElement().setAttribute("metrics", metric);
    getElement().setAttribute("title-text", metric);
    getElement().setAttribute("aria-label", "Chart of " + metric);
  }

  /** Whether more points are to be expected. */
  public void setLive(boolean live) {
    getElement().setAttribute("live", live);
  }

  public void setLog(boolean log) {
    getElement().setAttribute("log", log);
  }

  /**
   * @param weight 0 (none) to just under 1
   */
  public void setSmoothing(double weight) {
    getElement().setAttribute("smoothing", Double.toString(weight));
  }
}
