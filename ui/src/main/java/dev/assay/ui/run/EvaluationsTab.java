package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.artifacts.Artifact;
import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import dev.assay.ui.evaluations.RunEvaluations;
import dev.assay.ui.jobs.ShellLine;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.text.Numbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;

/** Predictions that were uploaded; what was measured on which split of the data, with files. */
class EvaluationsTab extends Div {
  private static final int MOST_ROWS = 10;
  private static final int MOST_METRICS_WITHOUT_SCROLLING = 40;
  private static final int MOST_FILES = 20;

  private final Run run;
  private final RunReader reader;
  private final Div evaluations = new Div();
  private final Div none = new Div();
  private final Map<String, Grid<MetricSummary>> tables = new HashMap<>();
  private List<RecordedSplit> shown = List.of();

  EvaluationsTab(RunState state, RunReader reader, Pulse pulse) {
    this.run = state.run();
    this.reader = reader;
    evaluations.addClassName("evaluations");
    none.addClassName("log-part");
    none.add(
        new Nothing(
            "This run has recorded no metrics of a split. The recipe evaluate measures a model that a run"
                + " has trained, in a run of its own:"),
        new Command(
            ShellLine.train(
                "evaluate",
                ServerUrl.asSeenByTheBrowser(),
                state.experiment().name(),
                null,
                JsonNodeFactory.instance.objectNode().put("model", run.id().toString()))),
        new Nothing(
            "A program of yours records one with metrics such as test/accuracy, and predictions as"
                + " a file below evaluations/test."));
    add(new RunEvaluations(run, reader.evaluations()), evaluations, none);
    if (state.isLive()) {
      pulse.follow(this, () -> reader.splits(run), this::show);
    } else {
      show(reader.splits(run));
    }
  }

  private void show(List<RecordedSplit> now) {
    none.setVisible(now.isEmpty());
    evaluations.setVisible(!now.isEmpty());
    if (now.equals(shown)) {
      return;
    }
    boolean same = outline(now).equals(outline(shown));
    shown = now;
    if (same) { // what is open stays so
      now.forEach(e -> Objects.requireNonNull(tables.get(e.title())).setItems(e.metrics()));
    } else {
      tables.clear();
      evaluations.removeAll();
      now.forEach(e -> evaluations.add(section(e)));
    }
  }

  private static List<Object> outline(List<RecordedSplit> evaluations) {
    return evaluations.stream()
        .<Object>map(e -> List.of(e.title(), e.metrics().isEmpty(), e.files()))
        .toList();
  }

  private Section section(RecordedSplit evaluation) {
    Section section = new Section(new H2(evaluation.title()));
    section.addClassNames("card", "evaluation");
    section.getElement().setAttribute("aria-label", "Evaluation on " + evaluation.title());
    Grid<MetricSummary> table = table(evaluation);
    table.setVisible(!evaluation.metrics().isEmpty());
    tables.put(evaluation.title(), table);
    section.add(table);
    evaluation.files().stream().limit(MOST_FILES).forEach(file -> section.add(file(file)));
    if (evaluation.files().size() > MOST_FILES) {
      section.add(
          new Nothing(
              "%s more files are on the Artifacts tab."
                  .formatted(Numbers.whole(evaluation.files().size() - MOST_FILES))));
    }
    return section;
  }

  private static Grid<MetricSummary> table(RecordedSplit evaluation) {
    Grid<MetricSummary> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.setAllRowsVisible(evaluation.metrics().size() <= MOST_METRICS_WITHOUT_SCROLLING);
    grid.addColumn(evaluation::name)
        .setHeader("Metric")
        .setTooltipGenerator(MetricSummary::name)
        .setFlexGrow(1);
    number(grid, "Last", MetricSummary::lastValue);
    number(grid, "Least", MetricSummary::min);
    number(grid, "Greatest", MetricSummary::max);
    grid.addColumn(metric -> Numbers.whole(metric.lastStep()))
        .setHeader("Step")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("90px")
        .setFlexGrow(0);
    grid.setItems(evaluation.metrics());
    grid.getElement().setAttribute("aria-label", "Metrics on " + evaluation.title());
    return grid;
  }

  private interface Value {
    double of(MetricSummary metric);
  }

  private static void number(Grid<MetricSummary> grid, String header, Value value) {
    grid.addColumn(
            LitRenderer.<MetricSummary>of(
                    "<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("exact", metric -> Numbers.exact(value.of(metric)))
                .withProperty("brief", metric -> Numbers.brief(value.of(metric))))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("100px")
        .setFlexGrow(0);
  }

  private Component file(Artifact file) {
    RunFileLink link = new RunFileLink(run.id(), file.path());
    Span size = new Span(Numbers.bytes(file.bytes()));
    size.addClassName("soft");
    Div rows = new Div();
    Details preview = new Details("First rows", rows);
    preview.addOpenedChangeListener(
        change -> {
          if (change.isOpened() && rows.getComponentCount() == 0) {
            rows.add(new PreviewPart(reader.artifacts().preview(file), MOST_ROWS));
          }
        });
    Div head = new Div(link, size);
    head.addClassName("tools");
    Div whole = new Div(head, preview);
    whole.addClassName("evaluation-file");
    return whole;
  }
}
