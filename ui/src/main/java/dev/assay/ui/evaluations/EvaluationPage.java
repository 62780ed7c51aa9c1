package dev.assay.ui.evaluations;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.evaluations.EvaluationId;
import java.util.EnumMap;
import java.util.Map;

/** The page of a certain evaluation: its header, and under it the content of one tab. */
class EvaluationPage extends Div {
  private final EvaluationParts parts;
  private final EvaluationHeader header;
  private final Map<EvaluationTab, Anchor> links = new EnumMap<>(EvaluationTab.class);
  private final Div content = new Div();
  private EvaluationState state;

  EvaluationPage(EvaluationState state, EvaluationParts parts) {
    this.state = state;
    this.parts = parts;
    header = new EvaluationHeader(parts.actions(), this::reread);
    Nav tabs = new Nav();
    tabs.addClassName("parts");
    tabs.getElement().setAttribute("aria-label", "Parts of this evaluation");
    for (EvaluationTab tab : EvaluationTab.values()) {
      Anchor link = new Anchor(tab.path(state.id()), tab.label());
      links.put(tab, link);
      tabs.add(link);
    }
    content.addClassName("tab-content");
    addClassNames("run-page", "evaluation-page");
    add(header, tabs, content);
    EvaluationId id = state.id();
    parts.pulse().follow(this, () -> parts.reader().read(id), this::show);
  }

  EvaluationId evaluation() {
    return state.id();
  }

  String name() {
    return state.evaluation().spec().name() + " of " + state.run().name();
  }

  void open(EvaluationTab tab, QueryParameters settings) {
    links.forEach(
        (other, link) ->
            link.getElement().setAttribute("aria-current", other == tab ? "page" : "false"));
    content.removeAll();
    content.add(part(tab, new Settings(settings)));
    show(state);
  }

  private Component part(EvaluationTab tab, Settings settings) {
    return switch (tab) {
      case OVERVIEW -> new OverviewTab(state, parts.reader(), settings);
      case TIME -> new TimeTab(state, parts.reader(), settings);
      case SLICES -> new SlicesTab(state, parts.reader(), settings);
      case THRESHOLDS -> new ThresholdsTab(state, parts.reader(), settings);
      case RECALIBRATION -> new RecalibrationTab(state, parts.reader(), parts.actions(), settings);
      case COMPARE -> new CompareTab(state, parts.reader(), settings);
    };
  }

  private void reread() {
    show(parts.reader().read(state.id()));
  }

  private void show(EvaluationState now) {
    state = now;
    header.show(now);
    content.getChildren().forEach(part -> showIn(part, now));
  }

  private static void showIn(Object part, EvaluationState now) {
    if (part instanceof EvaluationPart follows) {
      follows.show(now);
    }
  }
}
