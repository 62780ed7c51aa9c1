package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.jobs.Recipes;
import dev.assay.studies.StudyId;
import dev.assay.ui.live.Pulse;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The page of a certain study: its header, and under it the content of one tab. */
class StudyPage extends Div {
  private final Parts parts;
  private final StudyHeader header;
  private final Map<StudyTab, Anchor> links = new EnumMap<>(StudyTab.class);
  private final Div content = new Div();
  // read on other threads too
  private volatile StudyState state;

  /** What the page and its tabs are made with. */
  @Component
  record Parts(StudyReader reader, StudyActions actions, Recipes recipes, Pulse pulse) {}

  StudyPage(StudyState state, Parts parts) {
    this.state = state;
    this.parts = parts;
    header = new StudyHeader(parts.reader(), parts.actions(), this::show);
    Nav tabs = new Nav();
    tabs.addClassName("parts");
    tabs.getElement().setAttribute("aria-label", "Parts of this study");
    for (StudyTab tab : StudyTab.values()) {
      Anchor link = new Anchor(tab.path(state), tab.label());
      link.setVisible(tab.isThere(state));
      links.put(tab, link);
      tabs.add(link);
    }
    content.addClassName("tab-content");
    addClassNames("run-page", "study-page");
    add(header, tabs, content);
    parts.pulse().follow(this, () -> parts.reader().read(this.state), this::show);
  }

  StudyId study() {
    return state.id();
  }

  @Nullable Integer version() {
    return state.number();
  }

  String name() {
    return state.spec().name();
  }

  void open(StudyTab wanted, QueryParameters settings) {
    StudyTab tab = wanted.isThere(state) ? wanted : StudyTab.FIT;
    links.forEach(
        (other, link) ->
            link.getElement().setAttribute("aria-current", other == tab ? "page" : "false"));
    content.removeAll();
    content.add(
        switch (tab) {
          case FIT -> new FitTab(parts.reader(), settings);
          case ISOFLOP -> new IsoFlopTab();
          case FRONTIER -> new FrontierTab(parts.reader(), settings);
          case PREDICTIONS -> new PredictionsTab(state, parts.reader(), parts.pulse(), settings);
          case PLAN -> new PlanTab(state, parts.actions(), parts.recipes());
          case RUNS -> new RunsTab(state, parts.reader(), parts.actions(), this::reread);
          case VERSIONS -> new VersionsTab();
        });
    show(state);
  }

  private void reread() {
    show(parts.reader().read(state));
  }

  private void show(StudyState now) {
    state = now;
    header.show(now);
    content.getChildren().forEach(part -> showIn(part, now));
  }

  private static void showIn(Object part, StudyState now) {
    if (part instanceof StudyPart follows) {
      follows.show(now);
    }
  }
}
