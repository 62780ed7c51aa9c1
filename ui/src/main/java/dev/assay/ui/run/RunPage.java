package dev.assay.ui.run;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartLook;
import dev.assay.ui.live.Pulse;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The page of a certain run: its header, and under it the content of one tab. */
class RunPage extends Div {
  private final RunReader reader;
  private final RunActions actions;
  private final Pulse pulse;
  private final RunHeader header;
  private final Nav tabs = new Nav();
  private final Map<RunTab, Anchor> links = new EnumMap<>(RunTab.class);
  private final Anchor notesLink = new Anchor();
  private final Div content = new Div();
  private Optional<NotesTab> written = Optional.empty();
  private RunState state;

  RunPage(RunState state, RunReader reader, RunActions actions, Pulse pulse, Clock clock) {
    this.state = state;
    this.reader = reader;
    this.actions = actions;
    this.pulse = pulse;
    header = new RunHeader(state, reader, actions, clock);
    for (RunTab tab : RunTab.values()) {
      Anchor link = tab == RunTab.NOTES ? notesLink : new Anchor();
      link.setHref(tab.path(run()));
      link.setText(tab.label());
      links.put(tab, link);
      tabs.add(link);
    }
    tabs.getElement().setAttribute("aria-label", "Parts of this run");
    tabs.addClassName("parts");
    content.addClassName("tab-content");
    addClassName("run-page");
    add(header, tabs, content);
    pulse.follow(this, () -> reader.read(run()), this::show);
  }

  RunId run() {
    return state.run().id();
  }

  String name() {
    return state.run().name();
  }

  void open(RunTab tab, QueryParameters settings) {
    links.forEach(
        (other, link) ->
            link.getElement().setAttribute("aria-current", other == tab ? "page" : "false"));
    content.removeAll();
    content.add(
        switch (tab) {
          case CHARTS -> new ChartsTab(ChartLook.from(settings));
          case CONFIG -> new ConfigTab(settings);
          case SOURCE -> new SourceTab(reader.provenance(run()));
          case LOGS -> new LogsTab(state, LogLook.from(settings), reader, pulse);
          case SAMPLES -> new SamplesTab(run(), reader, pulse);
          case ARTIFACTS ->
              new ArtifactsTab(state.run(), ArtifactLook.from(settings), reader.artifacts());
          case SYSTEM -> new SystemTab();
          case EVALUATIONS -> new EvaluationsTab(state, reader, pulse);
          case LINEAGE -> new LineageTab(state, reader.lineage());
          case NOTES -> notes();
        });
    show(state);
  }

  /** Text that is not saved is still there after a look at another tab. */
  private NotesTab notes() {
    NotesTab notes =
        written
            .filter(NotesTab::hasUnsaved)
            .orElseGet(() -> new NotesTab(run(), reader, actions, this::markNotes));
    written = Optional.of(notes);
    return notes;
  }

  private void markNotes() {
    boolean unsaved = written.filter(NotesTab::hasUnsaved).isPresent();
    notesLink.setText(RunTab.NOTES.label() + (unsaved ? " •" : ""));
    notesLink.setTitle(unsaved ? "There is text that is not saved yet" : "");
  }

  private void show(RunState now) {
    state = now;
    header.show(now);
    content.getChildren().forEach(part -> showIn(part, now));
  }

  private static void showIn(Object part, RunState now) {
    if (part instanceof RunPart follows) {
      follows.show(now);
    }
  }
}
