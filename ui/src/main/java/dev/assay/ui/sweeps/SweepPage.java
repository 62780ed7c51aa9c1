package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.sweeps.SweepId;
import dev.assay.ui.live.Pulse;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** The page of a certain sweep: its header, and under it the content of one tab. */
class SweepPage extends Div {
  private final SweepReader reader;
  private final Pulse pulse;
  private final SweepHeader header;
  private final Map<SweepTab, Anchor> links = new EnumMap<>(SweepTab.class);
  private final Div content = new Div();
  // read on other threads too
  private volatile SweepState state;

  SweepPage(SweepState state, SweepReader reader, SweepActions actions, Pulse pulse, Clock clock) {
    this.state = state;
    this.reader = reader;
    this.pulse = pulse;
    header = new SweepHeader(reader, actions, clock, this::show);
    Nav tabs = new Nav();
    tabs.addClassName("parts");
    tabs.getElement().setAttribute("aria-label", "Parts of this sweep");
    for (SweepTab tab : SweepTab.values()) {
      Anchor link = new Anchor(tab.path(sweep()), tab.label());
      link.setVisible(tab != SweepTab.FRONT || state.sweep().spec().objectives().size() > 1);
      links.put(tab, link);
      tabs.add(link);
    }
    content.addClassName("tab-content");
    addClassNames("run-page", "sweep-page");
    add(header, tabs, content);
    pulse.follow(this, () -> reader.read(this.state), this::show);
  }

  SweepId sweep() {
    return state.sweep().id();
  }

  String name() {
    return state.sweep().spec().name();
  }

  void open(SweepTab tab, QueryParameters settings) {
    links.forEach(
        (other, link) ->
            link.getElement().setAttribute("aria-current", other == tab ? "page" : "false"));
    content.removeAll();
    content.add(
        switch (tab) {
          case COURSE -> new CourseTab(reader);
          case TRIALS -> new TrialsTab(state);
          case PARALLEL -> new ParallelTab();
          case RUNGS -> new RungsTab(reader);
          case IMPORTANCE -> new ImportanceTab(state, reader, pulse);
          case FRONT -> new FrontTab(reader);
          case DECISIONS ->
              new DecisionsTab(state, reader, settings.getSingleParameter("trial").orElse(""));
          case SPECIFICATION -> new SpecificationTab(state, reader);
        });
    show(state);
  }

  private void show(SweepState now) {
    state = now;
    header.show(now);
    content.getChildren().forEach(part -> showIn(part, now));
  }

  private static void showIn(Object part, SweepState now) {
    if (part instanceof SweepPart follows) {
      follows.show(now);
    }
  }
}
