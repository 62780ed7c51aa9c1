package dev.assay.ui.experiments;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.paging.PageRequest;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunStatus;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ShownTags;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.StatusName;
import java.util.List;
import java.util.Optional;

/** The runs of an experiment with a filter above them; the filter is in the address. */
class RunTable extends Div {
  private static final PageRequest NEWEST = PageRequest.first(100);
  private static final int MOST_PARAM_COLUMNS = 3;

  private final ExperimentId experiment;
  private final RunList runs;
  private final TextField text = new FilterField("Part of a name, or metrics.loss < 2.5");
  private final Select<RunStatus> status = new Select<>();
  private final ExportLinks exports = new ExportLinks();
  private final RunGrid grid;
  private final Nothing none = new Nothing("");
  private final CursorPages<RunRow> pages;
  private RunFilter filter;

  RunTable(ExperimentId experiment, RunFilter filter, RunList runs, Pulse pulse) {
    this.experiment = experiment;
    this.runs = runs;
    this.filter = RunFilter.NONE;
    addClassName("fills");
    pages = new CursorPages<>(RunRow::id, request -> runs.page(experiment, this.filter, request));
    grid = gridFor(runs.page(experiment, RunFilter.NONE, NEWEST).items());
    add(tools(filter), grid, none);
    this.filter = isSound(filter) ? filter : RunFilter.NONE;
    load();
    pulse.follow(this, this::newest, this::refresh);
  }

  private Div tools(RunFilter filter) {
    text.addClassName("wide");
    text.setValue(filter.text());
    text.setManualValidation(true); // it is the search that says what is wrong
    status.setAriaLabel("Filter runs by status");
    status.setItems(RunStatus.values());
    status.setEmptySelectionAllowed(true);
    status.setEmptySelectionCaption("Any status");
    status.setItemLabelGenerator(s -> s == null ? "Any status" : StatusName.of(s));
    status.setValue(filter.status().orElse(null));
    text.addValueChangeListener(change -> refilter());
    status.addValueChangeListener(change -> refilter());
    Div tools = new Div(text, status, exports);
    tools.addClassName("tools");
    return tools;
  }

  private void refilter() {
    RunFilter wanted = new RunFilter(text.getValue(), Optional.ofNullable(status.getValue()));
    if (isSound(wanted)) {
      filter = wanted;
      UrlState.replace(this, filter.parameters());
      load();
    }
  }

  /** Otherwise says what is wrong, and the list stays as it is. */
  private boolean isSound(RunFilter wanted) {
    Optional<String> refusal = runs.refusal(experiment, wanted);
    text.setInvalid(refusal.isPresent());
    text.setErrorMessage(refusal.orElse(""));
    return refusal.isEmpty();
  }

  /** Which columns are worth their room is decided by the newest runs, whatever the filter. */
  private static RunGrid gridFor(List<RunRow> newest) {
    List<Run> some = newest.stream().map(RunRow::run).toList();
    boolean tags = some.stream().anyMatch(run -> !ShownTags.of(run).isEmpty());
    return new RunGrid(DifferingParams.of(some, MOST_PARAM_COLUMNS), tags);
  }

  private List<RunRow> newest() {
    return runs.page(experiment, filter, NEWEST).items();
  }

  private void refresh(List<RunRow> newest) {
    if (!pages.replaceHead(newest, grid)) {
      load();
    }
  }

  private void load() {
    pages.show(grid);
    exports.show(experiment, filter);
    grid.setVisible(!pages.isEmpty());
    none.setVisible(pages.isEmpty());
    none.say(
        filter.isEmpty()
            ? "This experiment has no runs yet. A run that is created with its name appears here."
            : "No run matches this filter.");
  }
}
