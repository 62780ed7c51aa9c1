package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.ui.charts.MetricChart;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One chart per metric, those with the same prefix in a panel. Charts stay where they are while the
 * run goes on; new metrics get new ones.
 */
class MetricPanels extends Div {
  private static final int SHOWN_AT_FIRST = 60;
  private static final String NO_PREFIX = "other";
  private static final List<String> FIRST_PREFIXES = List.of("train", "val");

  private record Chart(String metric, ChartSettings look, boolean live) {}

  private record Panel(String prefix, List<Chart> charts) {}

  private final LiveList<Object, Panel> panels;
  private final Nothing none = new Nothing("");
  private final Button more = new Button();
  private List<String> metrics = List.of();
  private Predicate<String> filter = metric -> true;
  private ChartSettings look = new ChartSettings("", 0, false);
  private int most = SHOWN_AT_FIRST;
  private boolean live;

  MetricPanels(RunId run) {
    panels = new LiveList<>(Panel::prefix, () -> new PanelRow(run));
    panels.addClassName("panels");
    more.addClickListener(
        click -> {
          most += SHOWN_AT_FIRST;
          arrange();
        });
    add(panels, more, none);
  }

  void setFilter(Predicate<String> wanted) {
    filter = wanted;
    arrange();
  }

  void setLook(ChartSettings settings) {
    look = settings;
    arrange();
  }

  void show(RunState now) {
    live = now.isLive();
    metrics = now.metrics().stream().map(MetricSummary::name).toList();
    arrange();
  }

  private void arrange() {
    List<String> wanted = metrics.stream().filter(filter).sorted(byPrefix()).toList();
    panels.show(
        wanted.stream()
            .limit(most)
            .map(metric -> new Chart(metric, look, live))
            .collect(
                Collectors.groupingBy(
                    c -> prefix(c.metric()), () -> new TreeMap<>(order()), Collectors.toList()))
            .entrySet()
            .stream()
            .map(panel -> new Panel(panel.getKey(), panel.getValue()))
            .toList());
    more.setVisible(wanted.size() > most);
    more.setText(
        "Show more (" + Numbers.count(Math.max(0, wanted.size() - most), "chart") + " left)");
    none.setVisible(wanted.isEmpty());
    none.say(whyNone());
  }

  private String whyNone() {
    if (!metrics.isEmpty()) {
      return "No metric of this run is shown here with these settings.";
    }
    return live
        ? "No metrics yet. They appear here as they are logged."
        : "This run has logged no metrics.";
  }

  private static String prefix(String metric) {
    int slash = metric.indexOf('/');
    return slash < 1 ? NO_PREFIX : metric.substring(0, slash);
  }

  private static Comparator<String> byPrefix() {
    return Comparator.comparing(MetricPanels::prefix, order())
        .thenComparing(Comparator.naturalOrder());
  }

  /** What is looked at most comes first, what belongs nowhere last. */
  private static Comparator<String> order() {
    return Comparator.<String>comparingInt(
            prefix -> {
              int place = FIRST_PREFIXES.indexOf(prefix);
              return place >= 0
                  ? place
                  : FIRST_PREFIXES.size() + (prefix.equals(NO_PREFIX) ? 1 : 0);
            })
        .thenComparing(Comparator.naturalOrder());
  }

  private static final class PanelRow extends LiveList.Row<Panel> {
    private final H2 name = new H2();
    private final LiveList<Object, Chart> charts;

    PanelRow(RunId run) {
      charts = new LiveList<>(Chart::metric, () -> new ChartRow(run));
      charts.addClassName("charts");
      add(name, charts);
    }

    @Override
    public void show(Panel panel) {
      name.setText(panel.prefix());
      charts.show(panel.charts());
    }
  }

  private static final class ChartRow extends LiveList.Row<Chart> {
    private final MetricChart chart;

    ChartRow(RunId run) {
      chart = new MetricChart(run);
      addClassName("card");
      add(chart);
    }

    @Override
    public void show(Chart wanted) {
      chart.setMetric(wanted.metric());
      chart.setSmoothing(wanted.look().weight());
      chart.setLog(wanted.look().log());
      chart.setLive(wanted.live());
    }
  }
}
