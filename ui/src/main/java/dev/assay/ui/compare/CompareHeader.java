package dev.assay.ui.compare;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.RunLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Which runs are compared, against which; runs are taken out and added here. */
class CompareHeader extends Div {
  private static final int MOST_FOUND = 50;
  private static final int MOST_LINKS = 3;

  private final Comparison comparison;
  private final CompareReader reader;
  private final Consumer<List<RunId>> changed;

  /**
   * @param notices what the address asked for and cannot be shown
   * @param changed told which runs are wanted now
   * @param rebased told which one is the baseline now
   */
  CompareHeader(
      String title,
      Comparison comparison,
      List<String> notices,
      CompareReader reader,
      Consumer<List<RunId>> changed,
      Consumer<RunId> rebased) {
    this.comparison = comparison;
    this.reader = reader;
    this.changed = changed;
    addClassName("compare-header");
    add(new PageHeader(title).withTrail(trail()));
    if (!notices.isEmpty()) {
      Div all = new Div();
      all.addClassName("notices");
      all.getElement().setAttribute("role", "alert");
      notices.forEach(notice -> all.add(new Paragraph(notice)));
      add(all);
    }
    Div tools =
        new Div(
            comparison.size() < WantedRuns.MOST
                ? adder()
                : new Span("No more than %d runs are compared.".formatted(WantedRuns.MOST)));
    tools.addClassName("tools");
    if (comparison.size() > 1) {
      tools.add(baseline(rebased));
    }
    add(chips(), tools);
  }

  private Component[] trail() {
    List<Component> links = new ArrayList<>();
    links.add(new Anchor("experiments", "Experiments"));
    List<Experiment> experiments = reader.experiments(comparison.experiments());
    experiments.stream().limit(MOST_LINKS).map(ExperimentLink::new).forEach(links::add);
    if (experiments.size() > MOST_LINKS) {
      links.add(new Span("and " + (experiments.size() - MOST_LINKS) + " more"));
    }
    return links.toArray(Component[]::new);
  }

  private Div chips() {
    Div chips = new Div();
    chips.addClassName("run-chips");
    chips.getElement().setAttribute("role", "list");
    chips.getElement().setAttribute("aria-label", "Runs that are compared");
    for (int i = 0; i < comparison.size(); i++) {
      chips.add(chip(comparison.runs().get(i), i == comparison.baseline()));
    }
    chips.setVisible(comparison.size() > 0);
    return chips;
  }

  private Div chip(ChartRun run, boolean baseline) {
    Anchor link = new Anchor(RunLink.path(run.id()));
    Span name = new Span(run.name());
    name.setTitle(run.name());
    link.add(RunLink.swatch(run.id()), name);
    link.addClassName("run-link");
    Div chip = new Div(link);
    chip.addClassName("run-chip");
    chip.getElement().setAttribute("role", "listitem");
    if (baseline && comparison.size() > 1) {
      Span mark = new Span("baseline");
      mark.addClassName("baseline-mark");
      chip.add(mark);
    }
    Button remove = new Button(new Icon(VaadinIcon.CLOSE_SMALL), _ -> remove(run.id()));
    remove.addThemeVariants(
        ButtonVariant.LUMO_TERTIARY_INLINE, ButtonVariant.LUMO_ICON, ButtonVariant.LUMO_SMALL);
    remove.setAriaLabel("Remove " + run.name());
    chip.add(remove);
    return chip;
  }

  private void remove(RunId run) {
    changed.accept(comparison.ids().stream().filter(id -> !id.equals(run)).toList());
  }

  private ComboBox<Run> adder() {
    ComboBox<Run> adder = new ComboBox<>();
    adder.setPlaceholder("Add a run by name");
    adder.setAriaLabel("Add a run by name");
    adder.setPrefixComponent(new Icon(VaadinIcon.PLUS));
    adder.addClassName("add-run");
    Map<ExperimentId, String> names = new HashMap<>();
    adder.setItems(
        query -> {
          List<Run> found =
              reader.named(query.getFilter().orElse(""), MOST_FOUND).stream()
                  .filter(run -> !comparison.ids().contains(run.id()))
                  .toList();
          reader
              .experiments(found.stream().map(Run::experimentId).distinct().toList())
              .forEach(e -> names.put(e.id(), e.name()));
          return found.stream().skip(query.getOffset()).limit(query.getLimit());
        });
    adder.setItemLabelGenerator(
        run -> run.name() + " · " + names.getOrDefault(run.experimentId(), "experiment"));
    adder.addValueChangeListener(
        change -> {
          if (change.getValue() != null) {
            List<RunId> all = new ArrayList<>(comparison.ids());
            all.add(change.getValue().id());
            changed.accept(all);
          }
        });
    return adder;
  }

  private Select<ChartRun> baseline(Consumer<RunId> rebased) {
    Select<ChartRun> baseline = new Select<>();
    baseline.setAriaLabel("Baseline: differences are against it");
    baseline.setItems(comparison.runs());
    baseline.setItemLabelGenerator(run -> "Against " + run.name());
    baseline.setValue(comparison.runs().get(comparison.baseline()));
    baseline.addClassName("baseline");
    baseline.addValueChangeListener(change -> rebased.accept(change.getValue().id()));
    return baseline;
  }
}
