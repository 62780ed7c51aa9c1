package dev.assay.ui.scaling;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.runs.Experiment;
import dev.assay.studies.StudySource;
import dev.assay.sweeps.Sweep;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.workspace.Completion;
import dev.assay.ui.workspace.Known;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks where the runs of a study come from. */
final class SourceFields extends Div {
  /** The ways to get at observations. */
  enum Kind {
    SEARCH("Runs that a search finds"),
    SWEEP("Runs of a sweep"),
    CSV("A table of points (CSV), without runs");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private final RadioButtonGroup<Kind> kind = new RadioButtonGroup<>("From");
  private final MultiSelectComboBox<Experiment> experiments =
      new MultiSelectComboBox<>("Experiments");
  private final TextField filter = new FilterField("tags.study = 'width' and status = 'finished'");
  private final Completion completion = new Completion();
  private final Div search = new Div();
  private final ComboBox<Sweep> sweep = new ComboBox<>("Sweep");
  private final CsvField csv;
  private final Runnable changed;

  /**
   * @param changed called when something else stands in a field
   */
  SourceFields(List<Experiment> known, List<Sweep> sweeps, Runnable changed) {
    this.changed = changed;
    csv = new CsvField(this::changed);
    addClassName("source-fields");
    kind.setItems(Kind.values());
    kind.setItemLabelGenerator(k -> k.label);
    kind.getElement().getThemeList().add("vertical");
    experiments.setItems(known);
    experiments.setItemLabelGenerator(Experiment::name);
    experiments.setPlaceholder("all");
    experiments.setClearButtonVisible(true);
    experiments.setManualValidation(true);
    experiments.addValueChangeListener(_ -> changed());
    filter.setLabel("Filter");
    filter.setHelperText("In the search language; empty for all runs.");
    filter.addClassName("wide");
    filter.setManualValidation(true);
    filter.setValueChangeMode(ValueChangeMode.LAZY);
    filter.addValueChangeListener(_ -> changed());
    Div filtered = new Div(filter, completion);
    search.add(experiments, filtered);
    search.addClassName("search-fields");
    sweep.setItems(sweeps);
    sweep.setItemLabelGenerator(s -> s.spec().name());
    sweep.setHelperText("Its runs of now and later.");
    sweep.setManualValidation(true);
    sweep.addValueChangeListener(_ -> changed());
    add(kind, search, sweep, csv);
    kind.addValueChangeListener(_ -> changed());
    kind.setValue(Kind.SEARCH);
  }

  private void changed() {
    @Nullable Kind now = kind.getValue();
    search.setVisible(now == Kind.SEARCH);
    sweep.setVisible(now == Kind.SWEEP);
    csv.setVisible(now == Kind.CSV);
    accept();
    changed.run();
  }

  private void accept() {
    filter.setInvalid(false);
    sweep.setInvalid(false);
    experiments.setInvalid(false);
  }

  boolean isTable() {
    return kind.getValue() == Kind.CSV;
  }

  /** What was pasted or uploaded; empty for runs. */
  String csv() {
    return isTable() ? csv.csv() : "";
  }

  CsvField csvField() {
    return csv;
  }

  /** Empty while no sweep is chosen. */
  Optional<StudySource> source() {
    return switch (kind.getValue()) {
      case SEARCH ->
          Optional.of(
              new StudySource.Search(
                  experiments.getValue().stream().map(Experiment::id).toList(),
                  filter.getValue().strip()));
      case SWEEP -> Optional.ofNullable(sweep.getValue()).map(s -> new StudySource.OfSweep(s.id()));
      case CSV -> Optional.of(new StudySource.Imported());
    };
  }

  /** Says that there is no sweep yet. */
  void refuseSweep() {
    sweep.setErrorMessage("choose the sweep whose runs are looked at");
    sweep.setInvalid(true);
    sweep.focus();
  }

  void show(StudySource source, List<Experiment> known, List<Sweep> sweeps) {
    switch (source) {
      case StudySource.Search(var in, var words) -> {
        kind.setValue(Kind.SEARCH);
        experiments.setValue(known.stream().filter(e -> in.contains(e.id())).toList());
        filter.setValue(words);
      }
      case StudySource.OfSweep(var id) -> {
        kind.setValue(Kind.SWEEP);
        sweeps.stream().filter(s -> s.id().equals(id)).findFirst().ifPresent(sweep::setValue);
      }
      case StudySource.Imported _ -> kind.setValue(Kind.CSV);
    }
  }

  void complete(Known known) {
    completion.offer(known);
  }

  void register(Faults faults) {
    faults.at("source", isTable() ? experiments : kind.getValue() == Kind.SWEEP ? sweep : filter);
    faults.at("filter", filter);
    faults.at("experiments", experiments);
  }
}
